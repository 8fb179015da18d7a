import { answer, CALL, CALLED, DONE, delta, end, event, HM, json, message, READ, WORD, whole } from './pieces.ts';
import type { ShapeRow } from './ShapeRow.ts';

/** What is around the pieces: types, lines, pings. */
export const bodies: ShapeRow[] = [
  { name: 'no content type', body: whole(WORD), type: null },
  { name: 'plain text as the content type', body: whole(WORD), type: 'text/plain' },
  { name: 'a content type in capitals', body: whole(WORD), type: 'Text/Event-Stream; charset=UTF-8' },
  { name: 'a stream as JSON', body: whole(WORD), type: 'application/json' },
  { name: 'a stream as a page', body: [': hi\n\n', whole(WORD)], type: 'text/html' },
  {
    name: 'a stream of unknown bytes, cut after its first',
    body: ['d', whole(WORD).slice(1)],
    type: 'application/octet-stream',
  },
  { name: 'a byte order mark', body: `\uFEFF${whole(WORD)}` },
  {
    name: 'JSON in one piece',
    ...json(message({ content: 'Whole.', reasoning_content: 'Hm.' })),
    said: answer('Whole.'),
  },
  { name: 'JSON in one piece, as a stream', body: JSON.stringify(message({ content: 'Whole.' })) },
  {
    name: 'JSON over several lines',
    body: JSON.stringify(message({ content: 'Whole.' }), null, 2),
    type: 'application/json',
  },
  {
    name: 'JSON with a call whose arguments are an object',
    ...json(
      message(
        {
          content: null,
          reasoning_content: 'Hm.',
          tool_calls: [{ id: 'c1', type: 'function', function: { name: 'read_file', arguments: { path: 'a.txt' } } }],
        },
        'tool_calls',
      ),
    ),
    said: READ,
  },
  {
    name: 'JSON in lines',
    body: [WORD, end()].map((text) => `${text.slice(6).trim()}\n`).join(''),
    type: 'application/x-ndjson',
  },
  {
    name: 'JSON as a list',
    body: `[${[WORD, end()].map((text) => text.slice(6).trim()).join(',')}]`,
    type: 'application/json',
  },
  { name: 'single line ends', body: whole(HM, WORD).replaceAll('\n\n', '\n'), said: answer('Whole.') },
  {
    name: 'single line ends on an open connection',
    body: whole(WORD).replace(DONE, '').replaceAll('\n\n', '\n'),
    afterwards: 'open',
  },
  { name: 'single line ends of calls', body: (CALL + CALLED).replaceAll('\n\n', '\n'), said: READ },
  { name: 'line ends as on Windows', body: whole(HM, WORD).replaceAll('\n', '\r\n'), said: answer('Whole.') },
  { name: 'line ends as long ago', body: whole(HM, WORD).replaceAll('\n', '\r'), said: answer('Whole.') },
  {
    name: 'an event over several lines',
    body: whole(`data: {"choices":\ndata: [{"delta":{"content":\ndata: "Whole."}}]}\n\n`),
  },
  { name: 'pings that are no JSON', body: whole('data: ping\n\n', WORD, 'data: keep-alive\n\n') },
  { name: 'pings between single line ends', body: `data: ping\n${whole(WORD).replaceAll('\n\n', '\n')}` },
  { name: 'pings with a name', body: whole('event: ping\ndata: {"type":"ping"}\n\n', WORD) },
  { name: 'pings that are JSON', body: whole('data: {}\n\n', 'data: null\n\n', 'data: ""\n\n', 'data: 1\n\n', WORD) },
  { name: 'data alone', body: whole('data:\n\n', 'data\n\n', WORD) },
  { name: '[DONE] with blanks', body: `${WORD}data:  [DONE] \n\n` },
  { name: '[DONE] without a blank', body: `${WORD}data:[DONE]\n\n` },
  { name: '[DONE] in quotes', body: `${WORD}data: "[DONE]"\n\n` },
  { name: 'data of data', body: whole(`data: ${WORD}`) },
  { name: 'fields nobody knows', body: whole('id: 7\nretry: 10\nfoo: bar\n', WORD) },
  {
    name: 'empty choices before and after',
    body: event({ choices: [] }) + WORD + end() + event({ choices: [], usage: null }) + DONE,
  },
  {
    name: 'half an event in mid-stream',
    body: `${delta({ content: 'Who' })}data: {"choices":[{"del\n\n`,
    waits: ['cut'],
  },
  {
    name: 'a page',
    body: '<!DOCTYPE html><title>Log in</title>',
    type: 'text/html',
    said: {},
    ends: 'badEndpoint',
    detail: /Log in/,
  },
  {
    name: 'a page as a stream',
    body: '\n<html><title>Log in</title></html>',
    said: {},
    ends: 'badEndpoint',
    detail: /Log in/,
  },
  { name: 'words', body: 'It works!', type: 'text/plain', said: {}, ends: 'badEndpoint', detail: /It works!/ },
  { name: 'JSON of something else', ...json({ status: 'ok', version: '1.2' }), said: {}, ends: 'badEndpoint' },
  { name: 'nothing at all, without a type', body: '', type: null, said: {}, ends: 'badEndpoint' },
];
