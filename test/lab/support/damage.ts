import type { Chance } from './chance.ts';

/** Makes something else of a log's bytes, in one of the ways in which disks, tools and people damage files. */
export function damage(whole: Buffer, chance: Chance): { bytes: Buffer; how: string } {
  const how = chance.pick(Object.keys(DAMAGES) as (keyof typeof DAMAGES)[]);
  return { bytes: DAMAGES[how](Buffer.from(whole), chance), how };
}

const DAMAGES = {
  'a flipped bit': (bytes: Buffer, chance: Chance) => {
    const at = chance.below(bytes.length);
    bytes[at] = (bytes[at] ?? 0) ^ (1 << chance.below(8));
    return bytes;
  },
  'a cut end': (bytes: Buffer, chance: Chance) => bytes.subarray(0, chance.below(bytes.length + 1)),
  'a cut middle': (bytes: Buffer, chance: Chance) => {
    const [from, to] = range(bytes, chance);
    return Buffer.concat([bytes.subarray(0, from), bytes.subarray(to)]);
  },
  'a doubled part': (bytes: Buffer, chance: Chance) => {
    const [from, to] = range(bytes, chance);
    return Buffer.concat([bytes.subarray(0, to), bytes.subarray(from)]);
  },
  'zeros in the middle': (bytes: Buffer, chance: Chance) => bytes.fill(0, ...range(bytes, chance)),
  'zeros at the end': (bytes: Buffer, chance: Chance) => Buffer.concat([bytes, Buffer.alloc(chance.below(5_000))]),
  'lines in another order': (bytes: Buffer, chance: Chance) =>
    withLines(bytes, (lines) => {
      const from = chance.below(lines.length);
      const [moved = ''] = lines.splice(from, 1);
      lines.splice(chance.below(lines.length + 1), 0, moved);
    }),
  'a doubled line': (bytes: Buffer, chance: Chance) =>
    withLines(bytes, (lines) => lines.splice(chance.below(lines.length), 0, chance.pick(lines))),
  'a lost line': (bytes: Buffer, chance: Chance) =>
    withLines(bytes, (lines) => lines.splice(chance.below(lines.length), 1)),
  'a blank line': (bytes: Buffer, chance: Chance) =>
    withLines(bytes, (lines) => lines.splice(chance.below(lines.length), 0, '')),
  'two records on a line': (bytes: Buffer, chance: Chance) =>
    withLines(bytes, (lines) => {
      const at = chance.below(lines.length - 1);
      lines.splice(at, 2, `${lines[at]}${lines[at + 1]}`);
    }),
  'CRLF line ends': (bytes: Buffer) => Buffer.from(bytes.toString().replaceAll('\n', '\r\n')),
  'a byte order mark': (bytes: Buffer) => Buffer.concat([Buffer.from('\ufeff'), bytes]),
  'other values': (bytes: Buffer, chance: Chance) =>
    withLines(bytes, (lines) => {
      const at = chance.below(lines.length);
      lines[at] = chance.pick([
        'null',
        '[]',
        '{}',
        '1',
        '{"seq":"x","event":{}}',
        '{"seq":3,"at":1,"event":{"type":"x"}}',
      ]);
    }),
};

function range(bytes: Buffer, chance: Chance): [from: number, to: number] {
  const from = chance.below(bytes.length);
  return [from, Math.min(bytes.length, from + 1 + chance.below(chance.pick([4, 200, 20_000])))];
}

function withLines(bytes: Buffer, change: (lines: string[]) => void): Buffer {
  const lines = bytes.toString().split('\n');
  change(lines);
  return Buffer.from(lines.join('\n'));
}
