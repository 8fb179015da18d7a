import { type Model, ModelError } from '../../agent/contracts/model.ts';
import type { TurnLimits } from './turnLimits.ts';

/** The longest that a timer can wait: a longer one would go off at once. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** The model of a turn. A reply that goes on when the turn's time is over, a byte now and then, ends there with a ModelError. */
export function timedModel(model: Model, limits: TurnLimits, minutes: () => number | undefined): Model {
  return {
    ...model,
    async stream(request, emit, signal) {
      const controller = new AbortController();
      let timer: NodeJS.Timeout | undefined;
      const look = () => {
        const most = minutes();
        const failure = limits.timeOver(most);
        if (failure) controller.abort(new ModelError(failure));
        else if (most !== undefined)
          timer = setTimeout(look, Math.min(Math.ceil(limits.msLeft(most)) + 1, MAX_TIMER_MS));
      };
      look();
      try {
        await model.stream(request, emit, AbortSignal.any([signal, controller.signal]));
      } finally {
        clearTimeout(timer);
      }
    },
  };
}
