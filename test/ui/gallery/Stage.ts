import type { FrameLocator, Locator, Page } from 'playwright-core';
import type { ToWebview } from '../../../src/shared/protocol.ts';
import { VIEW_FRAME } from '../../host/workbench.ts';
import { mouseAway, widenSidebar } from './withShop.ts';

/** A side bar of the usual width. */
const USUAL_WIDTH = 340;
const USUAL_HEIGHT = 760;
const WINDOW_WIDTH = 1400;
const PATIENCE_MS = 5_000;

/** The real panel in a real window, which is told states that take long to come about. */
export class Stage {
  readonly page: Page;
  readonly panel: FrameLocator;
  readonly input: Locator;
  private width = 0;

  constructor(page: Page, panel: FrameLocator) {
    this.page = page;
    this.panel = panel;
    this.input = panel.getByRole('textbox', { name: 'Message Kimi' });
    page.setDefaultTimeout(PATIENCE_MS);
  }

  button(name: string): Locator {
    return this.panel.getByRole('button', { name, exact: true });
  }

  /** From now on the gallery has the last word: what the host tells of the same is put right at once. It answers what nobody else told. */
  async takeOver(): Promise<void> {
    await this.panel.locator('html').evaluate(() => {
      const told = new Map<string, object>();
      window.addEventListener('message', ({ isTrusted, data }: MessageEvent<{ type: string }>) => {
        const ours = told.get(data.type);
        if (!isTrusted) told.set(data.type, data);
        else if (ours) window.dispatchEvent(new MessageEvent('message', { data: ours }));
      });
    });
  }

  async tell(...messages: ToWebview[]): Promise<void> {
    await this.panel.locator('html').evaluate((_html, data) => {
      for (const message of data) window.dispatchEvent(new MessageEvent('message', { data: message }));
    }, messages);
  }

  /** Shows what the panel is told, in a panel and a window of so many pixels. */
  async show(messages: readonly ToWebview[], { width, height }: { width?: number; height?: number }): Promise<void> {
    await this.clear();
    await this.resize(width ?? USUAL_WIDTH, height ?? USUAL_HEIGHT);
    await this.tell(...messages);
    await this.settle();
  }

  /** The panel alone: what is around it may have another theme. */
  async picture(file: string): Promise<void> {
    await this.settle();
    const clip = await this.page.locator(VIEW_FRAME).boundingBox();
    if (!clip) throw new Error('The panel is not shown.');
    await this.page.screenshot({ path: file, clip, animations: 'disabled', caret: 'initial' });
  }

  /** Types into the input, which must be empty. */
  async type(text: string): Promise<void> {
    await this.input.click();
    await this.input.pressSequentially(text);
  }

  /** What the user left open, wrote and pointed at in the last state. */
  private async clear(): Promise<void> {
    await this.page.keyboard.press('Escape');
    await mouseAway(this.page);
    await this.panel.locator('html').evaluate((html) => {
      for (const open of html.querySelectorAll<HTMLElement>(':popover-open')) open.hidePopover();
      html.querySelector<HTMLElement>('.find-bar .codicon-close')?.click();
      html.querySelector('.input-box')?.dispatchEvent(new DragEvent('dragleave', { bubbles: true }));
    });
    if ((await this.input.count()) > 0 && (await this.input.inputValue()) !== '') await this.input.fill('');
    await this.panel.locator('html').evaluate(() => {
      if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
    });
  }

  /** What was told is drawn, and moves no more. */
  private async settle(): Promise<void> {
    await this.panel.locator('html').evaluate(async () => {
      await document.fonts.ready;
      for (let frame = 0; frame < 3; frame += 1) await new Promise(requestAnimationFrame);
    });
  }

  private async resize(width: number, height: number): Promise<void> {
    if (this.page.viewportSize()?.height !== height) {
      await this.page.setViewportSize({ width: WINDOW_WIDTH, height });
    }
    if (this.width === width) return;
    await widenSidebar(this.page, width);
    this.width = width;
  }
}
