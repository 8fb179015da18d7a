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
  return `<tr><th scope="row">${escaped(name)}</th>${cells.join('')}</tr>`;
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
  td img { display: block; max-height: 420px; max-width: 340px; }
  .fault { background: #fff; color: #a00; max-width: 340px; padding: 4px; }
  dialog { background: #444; border: 0; color: #fff; height: 100vh; max-height: none; max-width: none; padding: 0; width: 100vw; }
  dialog figure { align-items: center; display: flex; flex-direction: column; gap: 6px; height: 100%; margin: 0; padding: 8px; }
  dialog img { min-height: 0; max-width: 100%; object-fit: contain; }
  input { font: inherit; }
</style>
<table>
  <thead>
    <tr><th><input type="search" placeholder="Filter" aria-label="Filter"></th>${themes.map((theme) => `<th>${theme}</th>`).join('')}</tr>
  </thead>
  <tbody>
${rows.join('\n')}
  </tbody>
</table>
<dialog><figure><img alt=""><figcaption></figcaption></figure></dialog>
<script>
  // Left and right lead through the themes of a state, up and down through the states.
  const dialog = document.querySelector('dialog');
  const rows = () => [...document.querySelectorAll('tbody tr')].filter((row) => !row.hidden);
  let row;
  let column = 0;
  function show() {
    const picture = row.querySelectorAll('td')[column]?.querySelector('img');
    if (!picture) return;
    dialog.querySelector('img').src = picture.src;
    dialog.querySelector('figcaption').textContent = picture.alt;
    if (!dialog.open) dialog.showModal();
    row.scrollIntoView({ block: 'nearest' });
  }
  document.querySelector('tbody').addEventListener('click', (event) => {
    const link = event.target.closest('a');
    if (!link) return;
    event.preventDefault();
    row = link.closest('tr');
    column = [...row.querySelectorAll('td')].indexOf(link.closest('td'));
    show();
  });
  dialog.addEventListener('click', () => dialog.close());
  addEventListener('keydown', (event) => {
    if (!dialog.open) return;
    const columns = row.querySelectorAll('td').length;
    const all = rows();
    if (event.key === 'ArrowRight') column = (column + 1) % columns;
    else if (event.key === 'ArrowLeft') column = (column + columns - 1) % columns;
    else if (event.key === 'ArrowDown') row = all[(all.indexOf(row) + 1) % all.length];
    else if (event.key === 'ArrowUp') row = all[(all.indexOf(row) + all.length - 1) % all.length];
    else return;
    event.preventDefault();
    show();
  });
  document.querySelector('input').addEventListener('input', ({ target }) => {
    for (const each of document.querySelectorAll('tbody tr')) {
      each.hidden = !each.querySelector('th').textContent.toLowerCase().includes(target.value.toLowerCase());
    }
  });
</script>
</html>
`;
