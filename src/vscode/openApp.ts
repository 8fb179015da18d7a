import { App, type Shell } from './app.ts';
import { handlePanelMessage } from './panelMessages.ts';

/** The entry of the bundle that is loaded when the panel or a command first needs it. */
export function openApp(shell: Shell): App {
  return new App(shell, handlePanelMessage);
}
