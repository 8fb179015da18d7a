// A process of its own that takes a session from whoever has it, again and again, and writes into it until it is taken away.
// It prints, as JSON, the entries that it was told are on disk.
import { SessionLog } from '../../../src/session/log/sessionLog.ts';
import { openStore } from '../../../src/session/log/store.ts';

const [storage = '', id = '', name = '', rounds = '0'] = process.argv.slice(2);
const store = openStore(storage, name);
const kept: { seq: number; text: string }[] = [];

for (let round = 0; round < Number(rounds); round += 1) {
  const lost = Promise.withResolvers<void>();
  const { entries, log } = await store.open(id, { claim: 'force', onLost: lost.resolve });
  if (!(log instanceof SessionLog)) throw new Error('The session could not be taken.');
  let seq = entries.at(-1)?.seq ?? 0;
  let open = true;
  const ended = Promise.race([lost.promise, new Promise((resolve) => setTimeout(resolve, 20 + Math.random() * 60))]);
  void ended.then(() => {
    open = false;
  });
  while (open) {
    seq += 1;
    const text = `${name} ${round} ${seq}`;
    const entry = { seq, at: Date.now(), event: { type: 'session.renamed' as const, title: text } };
    log.append(entry);
    const synced = await log.sync().then(
      () => true,
      () => false,
    );
    if (synced) kept.push({ seq, text });
  }
  // In every third round it stays until it is taken away, or the other process has done its rounds.
  if (round % 3 > 0) await log.close();
}
console.log(JSON.stringify(kept));
process.exit();
