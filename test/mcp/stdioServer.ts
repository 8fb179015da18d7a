// A server of tools over standard input and output. Its first argument says how it behaves.
import { createInterface } from 'node:readline';
import { answerMessages, type Behaviour } from './answerMessages.ts';

const answer = answerMessages((process.argv[2] ?? 'plain') as Behaviour, {
  send: (message) => process.stdout.write(`${JSON.stringify(message)}\n`),
  sendRaw: (text) => process.stdout.write(`${text}\n`),
  print: (text) => process.stderr.write(text),
  exit: (code) => process.exit(code),
});
createInterface({ input: process.stdin }).on('line', (line) => answer(JSON.parse(line)));
