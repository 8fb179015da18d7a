/** Throws where what a new file is to be called names a folder: it would be made without the slash. */
export function refuseFolderName(written: string): void {
  const slash = process.platform === 'win32' ? /[\\/]$/ : /\/$/;
  if (slash.test(written)) throw new Error(`${written} names a folder: name the file in it. Nothing was changed.`);
}
