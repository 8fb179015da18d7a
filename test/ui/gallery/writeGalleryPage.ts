import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Theme } from './themes.ts';

export interface Picture {
  /** Of the state. */
  name: string;
  theme: Theme;
  /** Beside the page. */
  file: string;
  /** Why the state could not be reached. */
  fault?: string;
}

/** Writes index.html: a row for each state, a column for each theme. It needs no network. Returns its path. */
export async function writeGalleryPage(
  folder: string,
  themes: readonly Theme[],
  pictures: readonly Picture[],
): Promise<string> {
  const names = [...new Set(pictures.map(({ name }) => name))];
  const rows = names.map((name) =>
    row(
      name,
      themes,
      pictures.filter((picture) => picture.name === name),
    ),
  );
  const file = path.join(folder, 'index.html');
  await writeFile(file, page(themes, rows));
  return file;
}

function row(name: string, themes: readonly Theme[], pictures: readonly Picture[]): string {
  const cells = themes.map((theme) => {
    const picture = pictures.find((candidate) => candidate.theme === theme);
    if (!picture) return '<td></td>';
    const title = escaped(`${name}, ${theme}`);
    const fault = picture.fault === undefined ? '' : `<p class="fault">${escaped(picture.fault)}</p>`;
    return `<td><a href="${escaped(picture.file)}"><img loading="lazy" src="${escaped(picture.file)}" alt="${title}"></a>${fault}</td>`;
  });
  return `<tr><th scope="row"><button type="button">${escaped(name)}</button></th>${cells.join('')}</tr>`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}

const page = (themes: readonly Theme[], rows: readonly string[]) => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Ask Kimi: every state of the panel</title>
<style>
  body { background: #888; color: #000; font: 14px system-ui, sans-serif; margin: 0; }
  table { border-collapse: collapse; }
  th, td { padding: 8px; text-align: start; vertical-align: top; }
  thead th { background: #888; inset-block-start: 0; position: sticky; }
  tbody th { max-width: 160px; min-width: 110px; }
  td a { display: block; width: fit-content; }
  td img { display: block; max-height: 420px; max-width: 280px; }
  .fault { background: #fff; color: #a00; max-width: 280px; padding: 4px; }
  dialog { background: #444; border: 0; color: #fff; height: 100vh; max-height: none; max-width: none; padding: 0; width: 100vw; }
  dialog figure { box-sizing: border-box; align-items: center; display: flex; flex-direction: column; gap: 6px; height: 100%; margin: 0; padding: 8px; }
  dialog div { display: flex; flex: 1; gap: 8px; justify-content: center; max-width: 100%; min-height: 0; }
  dialog img { align-self: flex-start; max-height: 100%; min-width: 0; object-fit: contain; object-position: top; }
  button { background: none; border: 0; cursor: pointer; text-align: start; }
  button:hover { text-decoration: underline; }
  button, input { font: inherit; }
  output { display: block; font-weight: normal; }
  :focus-visible { outline: 3px solid #00f; }
</style>
<table>
  <thead>
    <tr><th><input type="search" placeholder="Filter" aria-label="Filter"><output>${rows.length} states</output></th>${themes.map((theme) => `<th>${theme}</th>`).join('')}</tr>
  </thead>
  <tbody>
${rows.join('\n')}
  </tbody>
</table>
<dialog><figure><div></div><figcaption></figcaption></figure></dialog>
<script>
  // A click on a picture shows it alone, one on a state's name all its themes, and the space bar the other of the two.
  // Left and right lead through the themes of a state, up and down through the states.
  const dialog = document.querySelector('dialog');
  const rows = () => [...document.querySelectorAll('tbody tr')].filter((row) => !row.hidden);
  const cells = () => [...row.querySelectorAll('td')];
  let row;
  // Of the themes; undefined where all are shown.
  let column;
  function show() {
    const all = rows();
    const shown = cells().filter((_, at) => column === undefined || column === at);
    const images = shown.flatMap((cell) => [...cell.querySelectorAll('img')]);
    dialog.querySelector('div').replaceChildren(...images.map(({ src, alt }) => Object.assign(new Image(), { src, alt })));
    const words = [
      column === undefined ? row.querySelector('th').textContent : (images[0]?.alt ?? ''),
      (all.indexOf(row) + 1) + ' of ' + all.length,
      ...shown.map((cell) => cell.querySelector('.fault')?.textContent ?? ''),
    ];
    dialog.querySelector('figcaption').textContent = words.filter((part) => part !== '').join(' · ');
    if (!dialog.open) dialog.showModal();
  }
  document.querySelector('tbody').addEventListener('click', (event) => {
    const clicked = event.target.closest('a, button');
    if (!clicked) return;
    event.preventDefault();
    row = clicked.closest('tr');
    column = clicked.matches('a') ? cells().indexOf(clicked.closest('td')) : undefined;
    show();
  });
  dialog.addEventListener('click', () => dialog.close());
  // Where the user got to.
  dialog.addEventListener('close', () => {
    row.scrollIntoView({ block: 'center' });
    (cells()[column] ?? row).querySelector('a, button')?.focus({ preventScroll: true });
  });
  addEventListener('keydown', (event) => {
    if (!dialog.open || event.ctrlKey || event.altKey || event.metaKey) return;
    const columns = cells().length;
    const all = rows();
    const step = (by) => all[(all.indexOf(row) + by + all.length) % all.length];
    if (event.key === 'ArrowRight') column = ((column ?? -1) + 1) % columns;
    else if (event.key === 'ArrowLeft') column = ((column ?? 0) + columns - 1) % columns;
    else if (event.key === 'ArrowDown') row = step(1);
    else if (event.key === 'ArrowUp') row = step(-1);
    else if (event.key === ' ') column = column === undefined ? 0 : undefined;
    else return;
    event.preventDefault();
    show();
  });
  document.querySelector('input').addEventListener('input', ({ target }) => {
    for (const each of document.querySelectorAll('tbody tr')) {
      each.hidden = !each.querySelector('th').textContent.toLowerCase().includes(target.value.toLowerCase());
    }
    document.querySelector('output').textContent = rows().length + ' states';
  });
</script>
</html>
`;
