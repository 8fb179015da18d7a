import path from 'node:path';
import { withLf } from '../../../util/text/lineEndings.ts';

/**
 * Whether a text became another one only as language servers change it for a file that is renamed: in lines that name the file,
 * and there in its name alone. What somebody typed in the meantime is not like that.
 */
export function followsRename(before: string, after: string, from: string, to: string): boolean {
  const [old, changed] = [withLf(before).split('\n'), withLf(after).split('\n')];
  if (old.length !== changed.length) return false;
  const names = [
    [stem(from), stem(to)],
    // As of a folder's index file.
    [path.basename(path.dirname(from)), path.basename(path.dirname(to))],
  ] as const;
  return old.every((line, index) => {
    const now = changed[index] ?? '';
    return line === now || names.some(([name, next]) => namesInstead(line, now, name, next));
  });
}

function stem(file: string): string {
  return path.parse(file).name;
}

/** Whether a line has the one name where the other had the other, with the same after it. */
function namesInstead(line: string, now: string, name: string, next: string): boolean {
  const shorter = Math.min(line.length, now.length);
  let head = 0;
  while (head < shorter && line[head] === now[head]) head++;
  for (const at of placesOf(now, next)) {
    const rest = now.slice(at + next.length);
    const was = line.length - rest.length - name.length;
    // What differs ends with the name.
    if (at + next.length < head || was < 0 || !line.endsWith(rest)) continue;
    if (line.startsWith(name, was) && isWhole(line, was, name) && isPath(line.slice(head, was) + now.slice(head, at)))
      return true;
  }
  return false;
}

function placesOf(text: string, name: string): number[] {
  const places: number[] = [];
  for (let at = text.indexOf(name); name !== '' && at >= 0; at = text.indexOf(name, at + 1))
    if (isWhole(text, at, name)) places.push(at);
  return places;
}

function isWhole(text: string, at: number, name: string): boolean {
  return !/[\w$]/.test(text.charAt(at - 1)) && !/[\w$]/.test(text.charAt(at + name.length));
}

/** What may stand before a file's name where it is imported. */
function isPath(text: string): boolean {
  return /^[\p{L}\p{N}_$@~./\\:-]*$/u.test(text);
}
