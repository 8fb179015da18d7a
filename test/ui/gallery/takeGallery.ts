import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { artifactsDir } from '../../host/paths.ts';
import { Stage } from './Stage.ts';
import { moved, type Scene, story } from './scenes.ts';
import { talk } from './states/samples.ts';
import { states } from './states/states.ts';
import { THEMES, type Theme } from './themes.ts';
import { mouseAway, type Place, type Shop, widenSidebar, withShop } from './withShop.ts';
import { type Picture, writeGalleryPage } from './writeGalleryPage.ts';

const folder = path.join(artifactsDir, 'gallery');
const WINDOW = { width: 1_400, height: 900 };
const SCENE_SIDEBAR_WIDTH = 420;

export interface GalleryOptions {
  /** Only states whose name contains this. */
  only: string;
  /** All of them where it is absent. */
  theme: Theme | undefined;
}

/** A picture of every state of the panel in each theme, and a page to leaf through them. Resolves with what could not be reached. */
export async function takeGallery(place: Place, { only, theme }: GalleryOptions): Promise<string[]> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const themes = (Object.keys(THEMES) as Theme[]).filter((name) => theme === undefined || name === theme);
  const pictures: Picture[] = [];
  for (const name of themes) {
    await withShop(place, THEMES[name].id, async (shop) => {
      const inTheme = new ThemePictures(shop, name, only);
      await inTheme.takeAll();
      pictures.push(...inTheme.taken);
    });
  }
  const page = await writeGalleryPage(folder, themes, pictures);
  console.log(`${pictures.length} pictures: ${page}`);
  return pictures.flatMap(({ name, theme, fault }) => (fault === undefined ? [] : [`${name} (${theme}): ${fault}`]));
}

/** The pictures of one theme. */
class ThemePictures {
  readonly taken: Picture[] = [];
  private readonly shop: Shop;
  private readonly theme: Theme;
  private readonly only: string;

  constructor(shop: Shop, theme: Theme, only: string) {
    this.shop = shop;
    this.theme = theme;
    this.only = only;
  }

  async takeAll(): Promise<void> {
    const { page, panel } = this.shop;
    await panel.locator(`body[data-vscode-theme-kind="${THEMES[this.theme].kind}"]`).waitFor();
    await widenSidebar(page, SCENE_SIDEBAR_WIDTH);
    await this.play(story);
    await page.keyboard.press('Escape');
    const stage = new Stage(page, panel);
    await stage.takeOver();
    for (const state of states.filter(({ name }) => this.isWanted(name))) {
      await this.take(
        state.name,
        () => stage.show(state),
        (file) => stage.picture(file),
      );
    }
    await stage.show({ name: 'Window: beside the editor', session: talk });
    await page.setViewportSize(WINDOW);
    await widenSidebar(page, SCENE_SIDEBAR_WIDTH);
    await this.play(moved);
  }

  /** A story is told from its beginning, or not at all. */
  private async play(scenes: readonly Scene[]): Promise<void> {
    if (!scenes.some(({ name }) => this.isWanted(name))) return;
    const { page } = this.shop;
    for (const scene of scenes) {
      await this.take(
        scene.name,
        async () => {
          await scene.does(this.shop);
          await mouseAway(page);
        },
        async (file) => void (await page.screenshot({ path: file, animations: 'disabled' })),
      );
    }
  }

  /** What cannot be reached is told, with a picture of how far it came, and keeps nothing else from being taken. */
  private async take(
    name: string,
    reach: () => Promise<void>,
    picture: (file: string) => Promise<void>,
  ): Promise<void> {
    const file = `${name.replace(/[^\p{L}\p{N}]+/gu, '-')}.${this.theme}.png`;
    const fault = await reach().then(
      () => undefined,
      (error: unknown) => String(error),
    );
    await picture(path.join(folder, file));
    this.taken.push({ name, theme: this.theme, file, ...(fault === undefined ? {} : { fault }) });
  }

  private isWanted(name: string): boolean {
    return name.toLowerCase().includes(this.only.toLowerCase());
  }
}
