import type { Figure } from './figure.ts';
import { median } from './percentile.ts';

/** What each round measured of this version, and of the earlier one where there is one and it has such figures. */
interface Round {
  now: Figure[];
  before: Figure[] | undefined;
}

/**
 * Measures this version and the earlier one in turn, so that a machine whose speed drifts is the same to both, and sums the rounds
 * up: the median of each figure.
 */
export async function measureRounds(
  rounds: number,
  now: () => Promise<Figure[]>,
  before: () => Promise<Figure[] | undefined>,
): Promise<Figure[]> {
  const measured: Round[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const earlierFirst = round % 2 === 0;
    const early = earlierFirst ? await before() : undefined;
    const figures = await now();
    measured.push({ now: figures, before: earlierFirst ? early : await before() });
  }
  return sumUp(measured);
}

function sumUp(rounds: readonly Round[]): Figure[] {
  const valuesOf = (name: string, which: keyof Round) =>
    rounds.flatMap((round) => round[which]?.find(({ figure }) => figure === name)?.value ?? []);
  return (rounds[0]?.now ?? []).map((figure) => {
    const before = valuesOf(figure.figure, 'before');
    return {
      ...figure,
      value: median(valuesOf(figure.figure, 'now')),
      ...(before.length > 0 ? { before: median(before) } : {}),
    };
  });
}
