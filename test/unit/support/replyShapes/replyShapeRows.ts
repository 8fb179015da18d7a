import { bodies } from './bodies.ts';
import { callShapes } from './callShapes.ts';
import { endings } from './endings.ts';
import { errors } from './errors.ts';
import { markShapes } from './markShapes.ts';
import type { ShapeRow } from './ShapeRow.ts';
import { textShapes } from './textShapes.ts';

export const replyShapeRows: ShapeRow[] = [
  ...endings,
  ...callShapes,
  ...textShapes,
  ...markShapes,
  ...bodies,
  ...errors,
];
