/** What is said where no language server is there for a file. `path` as the model reads it. */
export function noLanguageServer(path: string): Error {
  const name = path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
  const extension = /.(\.[^.]+)$/.exec(name)?.[1];
  const which = extension ? `${extension} files` : name;
  return new Error(
    `VS Code has no language server for ${which} here: use search_text, read_file and edit_file instead.`,
  );
}
