/** JSON as it is read best; what is not JSON, or not whole yet, as it is. */
export function prettyJson(json: string): string {
  try {
    return JSON.stringify(JSON.parse(json), undefined, 2);
  } catch {
    return json;
  }
}
