/** A snippet with its placeholders as they first read. */
export function stripSnippet(snippet: string): string {
  return snippet.replace(
    /\\([\\$}])|\$\{\d+:([^{}]*)\}|\$\{\d+\|([^,|}]*)(?:[,|][^}]*)?\}|\$\{\d+\}|\$\d+/g,
    (_, escaped, text, choice) => {
      return escaped ?? text ?? choice ?? '';
    },
  );
}
