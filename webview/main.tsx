import { render } from 'preact';
import type { ToWebview } from '../src/shared/protocol.ts';
import { Panel } from './panel/Panel.tsx';
import { Autocomplete } from './state/Autocomplete.ts';
import { Draft } from './state/Draft.ts';
import { connectHost } from './state/host.ts';
import { MediaUrls } from './state/MediaUrls.ts';
import { Navigation } from './state/Navigation.ts';
import { PanelContext } from './state/PanelContext.tsx';
import { PanelStore } from './state/PanelStore.ts';
import { SymbolLinks } from './state/SymbolLinks.ts';
import { TaskBudget, TaskQueue } from './state/scheduling.ts';
import { receiveChime } from './ui/notificationSound.ts';
import { registerToolkit } from './ui/toolkit.tsx';
import './styles/base.css';
import './styles/questions.css';
import './styles/transcript.css';
import './styles/markdown.css';
import './styles/composer.css';
import './styles/input.css';

const root = document.getElementById('root');
if (!root) throw new Error('The page has no element for the panel.');

const host = connectHost();
const store = new PanelStore(() => host.post({ type: 'resync' }));
const navigation = new Navigation();
const names = new SymbolLinks(host);
const draft = new Draft(host);
const completion = new Autocomplete(host);
const media = new MediaUrls(host);

// Only the host can post here: the page loads no other frame.
window.addEventListener('message', ({ data }: MessageEvent<ToWebview>) => {
  draft.receive(data);
  completion.receive(data);
  media.receive(data);
  store.receive(data);
  navigation.receive(data);
  names.receive(data);
  receiveChime(data);
});

registerToolkit();
adoptTyped(root, draft);
render(
  <PanelContext
    value={{
      host,
      store,
      draft,
      completion,
      media,
      budget: new TaskBudget(),
      queue: new TaskQueue('user-visible'),
      finish: new TaskQueue('background'),
      navigation,
      names,
    }}
  >
    <Panel />
  </PanelContext>,
  root,
);
host.post({ type: 'ready' });
for (const type of ['focus', 'blur']) window.addEventListener(type, tellFocus);
tellFocus();

function tellFocus(): void {
  host.post({ type: 'focus', focused: document.hasFocus() });
}

/** Takes over what the user typed into the page's skeleton before this script ran. */
function adoptTyped(skeleton: HTMLElement, draft: Draft): void {
  const input = skeleton.querySelector('textarea');
  if (input?.value) draft.write(draft.text + input.value);
  if (input && document.activeElement === input) draft.focus();
  skeleton.replaceChildren();
}
