/** What a response holds, up to so many bytes: the rest is not read. */
export async function boundedText(
  response: { body: AsyncIterable<Uint8Array> | null },
  limit: number,
): Promise<string> {
  const pieces: Uint8Array[] = [];
  let left = limit;
  for await (const piece of response.body ?? []) {
    pieces.push(piece.subarray(0, left));
    left -= piece.length;
    // Leaving the loop gives the connection up.
    if (left <= 0) break;
  }
  return Buffer.concat(pieces).toString('utf8');
}
