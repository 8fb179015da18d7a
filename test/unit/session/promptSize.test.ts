import assert from 'node:assert/strict';
import { measurePrompt } from '../../bench/prompt.ts';

describe('the prompt and the tools that every request carries', () => {
  it('are small', async () => {
    const figures = await measurePrompt();
    const total = figures.find(({ figure }) => figure === 'prompt.tokens');
    assert(total?.target !== undefined);
    assert(total.value < total.target, JSON.stringify(figures));
  });
});
