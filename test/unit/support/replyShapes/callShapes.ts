import { ARGS, CALLED, calls, DONE, delta, end, HM, opened, piece, READ } from './pieces.ts';
import type { ShapeRow } from './ShapeRow.ts';

/** How calls are written. */
export const callShapes: ShapeRow[] = [
  {
    name: 'arguments as an object',
    body: HM + calls(opened({ function: { name: 'read_file', arguments: { path: 'a.txt' } } })) + CALLED,
    said: READ,
  },
  {
    name: 'arguments as an object after a first that is empty',
    body:
      HM +
      calls(opened({ function: { name: 'read_file', arguments: {} } })) +
      calls({ index: 0, function: { arguments: { path: 'a.txt' } } }) +
      CALLED,
    said: READ,
  },
  {
    name: 'arguments as null first',
    body: HM + calls(opened({ function: { name: 'read_file', arguments: null } })) + calls(piece(ARGS)) + CALLED,
    said: READ,
  },
  {
    name: 'a call without a wrapper',
    body: HM + calls({ index: 0, id: 'c1', name: 'read_file', arguments: ARGS }) + CALLED,
    said: READ,
  },
  {
    name: 'a call that is in no list',
    body: HM + delta({ tool_calls: opened({ function: { name: 'read_file', arguments: ARGS } }) }) + CALLED,
    said: READ,
  },
  {
    name: 'a call of the old interface',
    body:
      HM +
      delta({ function_call: { name: 'read_file', arguments: '' } }) +
      delta({ function_call: { arguments: ARGS } }) +
      end('function_call') +
      DONE,
    said: READ,
  },
  {
    name: 'one call whose index counts up, with its id',
    body:
      HM +
      calls(opened()) +
      calls(piece('{"path":', { index: 1, id: 'c1' })) +
      calls(piece('"a.txt"}', { index: 2, id: 'c1' })) +
      CALLED,
    said: READ,
  },
  {
    name: 'one call whose index counts up, with its id and its name',
    body:
      HM +
      calls(opened()) +
      ['{"path":', '"a.txt"}']
        .map((text, at) => calls({ index: at + 1, id: 'c1', function: { name: 'read_file', arguments: text } }))
        .join('') +
      CALLED,
    said: READ,
  },
  {
    name: 'one call whose index counts up, without its id',
    body:
      HM + calls(opened()) + calls(piece('{"path":', { index: 1 })) + calls(piece('"a.txt"}', { index: 2 })) + CALLED,
    said: READ,
  },
  {
    name: 'an index of null',
    body: HM + calls(opened({ index: null })) + calls(piece(ARGS, { index: null })) + CALLED,
    said: READ,
  },
  { name: 'no index', body: HM + calls(opened({ index: undefined })) + calls(piece(ARGS, {})) + CALLED, said: READ },
  {
    name: 'an index as text',
    body: HM + calls(opened({ index: '0' })) + calls(piece(ARGS, { index: '0' })) + CALLED,
    said: READ,
  },
  {
    name: 'two calls with the index 0',
    body: HM + calls(opened()) + calls(piece(ARGS)) + calls(opened({ id: 'c2' })) + calls(piece(ARGS)) + CALLED,
    said: {
      content: '',
      reasoning: 'Hm.',
      calls: [
        ['read_file', ARGS],
        ['read_file', ARGS],
      ],
    },
  },
  {
    name: 'a call without a name beside one with',
    body:
      HM +
      calls(opened({ function: { name: 'read_file', arguments: ARGS } })) +
      calls({ index: 1, id: 'c2', function: { name: '', arguments: '{}' } }) +
      CALLED,
    said: READ,
  },
];
