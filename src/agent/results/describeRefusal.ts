import type { Refusal } from '../contracts/tool.ts';

/** Why an action was not done, for the model. */
export function describeRefusal(decision: Refusal): string {
  if (decision.type === 'rejected') {
    return decision.feedback ? `the person refused and said: ${decision.feedback}` : 'the person refused.';
  }
  switch (decision.cause) {
    case 'stopped':
      return 'the person stopped the turn before deciding.';
    case 'forbidden':
      return 'the current approvals setting does not allow it.';
    case 'rule':
      return 'a rule of the person forbids it.';
    case 'lost':
      return 'what was proposed is gone from the disk: look at the file, and propose it again.';
    case 'untrusted':
      return 'the person does not trust this workspace, where only reading and answering work.';
  }
}
