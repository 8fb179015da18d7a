import type { ToWebview } from '../../src/shared/protocol.ts';

/** Hertz of the notes, one after another: rising where all is done, the same again where the user is asked. */
const NOTES = { done: [587, 880], waits: [740, 740] } as const;

/** Seconds. */
const NOTE = 0.16;
const LOUDNESS = 0.08;

/** Plays the sounds that the host asks for. A page that the user has not used yet may not play any. */
export function receiveChime(message: ToWebview): void {
  if (message.type === 'chime' && navigator.userActivation.hasBeenActive) play(NOTES[message.sound]);
}

function play(notes: readonly number[]): void {
  const context = new AudioContext();
  for (const [index, frequency] of notes.entries()) {
    const begin = context.currentTime + index * NOTE;
    const gain = context.createGain();
    gain.gain.setValueAtTime(0, begin);
    gain.gain.linearRampToValueAtTime(LOUDNESS, begin + 0.01);
    gain.gain.exponentialRampToValueAtTime(0.0001, begin + NOTE);
    const tone = new OscillatorNode(context, { frequency });
    tone.connect(gain).connect(context.destination);
    tone.start(begin);
    tone.stop(begin + NOTE);
    if (index === notes.length - 1) tone.onended = () => void context.close();
  }
}
