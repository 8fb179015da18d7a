import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { artifactsDir } from '../../host/paths.ts';
import { readThemes } from '../support/themes.ts';
import { Stage } from './Stage.ts';
import { show } from './State.ts';
import { scenes } from './scenes.ts';
import { states } from './states/states.ts';
import { THEMES, type Theme } from './themes.ts';
import { mouseAway, type Place, type Shop, widenSidebar, withShop } from './withShop.ts';
import { type Picture, writeGalleryPage } from './writeGalleryPage.ts';

const folder = path.join(artifactsDir, 'gallery');
const SCENE_SIDEBAR_WIDTH = 420;

export interface GalleryOptions {
  /** Only states whose name contains this. */
  only: string;
  themes: readonly Theme[];
}

/** A picture of every state of the panel in each theme, and a page to leaf through them. Resolves with what could not be reached. */
export async function takeGallery(place: Place, { only, themes }: GalleryOptions): Promise<string[]> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const isWanted = ({ name }: { name: string }) => name.toLowerCase().includes(only.toLowerCase());
  const pictures: Picture[] = [];
  if (states.some(isWanted)) {
    await withShop(place, THEMES.dark.id, async (shop) => {
      pictures.push(...(await takeStates(shop, states.filter(isWanted), themes)));
    });
  }
  // A story is told from its beginning, or not at all.
  for (const theme of scenes.some(isWanted) ? themes : []) {
    await withShop(place, THEMES[theme].id, async (shop) => {
      pictures.push(...(await takeScenes(shop, theme)));
    });
  }
  console.log(`${pictures.length} pictures: ${await writeGalleryPage(folder, themes, pictures)}`);
  return pictures.flatMap(({ name, theme, fault }) => (fault === undefined ? [] : [`${name} (${theme}): ${fault}`]));
}

/** Each state is brought about once, and seen in one theme after the other. */
async function takeStates(shop: Shop, wanted: typeof states, themes: readonly Theme[]): Promise<Picture[]> {
  const worn = await readThemes(shop);
  const stage = new Stage(shop.page, shop.panel);
  await stage.takeOver();
  const pictures: Picture[] = [];
  for (const state of wanted) {
    const fault = await faultOf(show(stage, state));
    for (const theme of themes) {
      await worn.find(({ kind }) => kind === THEMES[theme].kind)?.wear();
      const file = fileName(state.name, theme);
      await stage.picture(path.join(folder, file));
      pictures.push({ name: state.name, theme, file, ...fault });
    }
  }
  return pictures;
}

async function takeScenes(shop: Shop, theme: Theme): Promise<Picture[]> {
  const { page } = shop;
  await widenSidebar(page, SCENE_SIDEBAR_WIDTH);
  const pictures: Picture[] = [];
  for (const scene of scenes) {
    const fault = await faultOf(scene.does(shop));
    await mouseAway(page);
    const file = fileName(scene.name, theme);
    await page.screenshot({ path: path.join(folder, file), animations: 'disabled' });
    pictures.push({ name: scene.name, theme, file, ...fault });
  }
  return pictures;
}

/** What cannot be reached is told, beside a picture of how far it came, and keeps nothing else from being taken. */
async function faultOf(reached: Promise<void>): Promise<Pick<Picture, 'fault'>> {
  return await reached.then(
    () => ({}),
    (error: unknown) => ({ fault: String(error) }),
  );
}

function fileName(state: string, theme: Theme): string {
  return `${state.replace(/[^\p{L}\p{N}]+/gu, '-')}.${theme}.png`;
}
