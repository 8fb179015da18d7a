import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import path from 'node:path';

/**
 * The absolute path of a program of the user's `PATH`. By its name alone, a program of that name in the folder could be run:
 * Windows looks there first, and a relative entry of `PATH` leads there. Entries inside of the folder do not count either.
 */
export async function findProgram(
  name: string,
  folder: string,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<string | undefined> {
  const windows = process.platform === 'win32';
  const file = windows ? `${name}.exe` : name;
  // Windows names it in any case, `Path` as a rule.
  const written = Object.entries(environment).find(([key]) => (windows ? /^path$/i.test(key) : key === 'PATH'))?.[1];
  const places = (written ?? '').split(path.delimiter).map((entry) => entry.replace(/^"(.*)"$/, '$1'));
  for (const place of places) {
    if (!path.isAbsolute(place) || isWithin(folder, place)) continue;
    const program = path.join(place, file);
    if (await isProgram(program)) return program;
  }
  return undefined;
}

async function isProgram(file: string): Promise<boolean> {
  try {
    await access(file, constants.X_OK);
    return (await stat(file)).isFile();
  } catch {
    return false;
  }
}

function isWithin(folder: string, place: string): boolean {
  const relative = path.relative(folder, place);
  return relative !== '..' && !relative.startsWith(`..${path.sep}`) && !path.isAbsolute(relative);
}
