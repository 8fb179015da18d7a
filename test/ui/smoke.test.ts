import { panelFixture } from './support/panelFixture.ts';

describe('the panel', () => {
  const fixture = panelFixture();

  it('opens from the activity bar and takes text', async () => {
    const { input } = await fixture.open({ scenario: [] });
    await input.fill('Hello');
  });
});
