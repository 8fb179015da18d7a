import * as z from 'zod';

type OptionalKey<T> = { [K in keyof T]-?: Partial<Pick<T, K>> extends Pick<T, K> ? K : never }[keyof T];
type Schemas<T, K extends keyof T> = { [Key in K]-?: z.ZodType<T[Key]> };
type Rest<T> = [OptionalKey<T>] extends [never] ? [] : [optional: Schemas<T, OptionalKey<T>>];

/** The schema of an object that the compiler compares with its type: none of its properties can be forgotten, others are left out. */
export function typedSchema<T>(
  required: Schemas<T, Exclude<keyof T, OptionalKey<T>>>,
  ...[optional]: Rest<T>
): z.ZodType<T> {
  const others = Object.entries<z.ZodType>(optional ?? {}).map(([key, schema]) => [key, schema.exactOptional()]);
  // What the parameters' types say cannot be derived from the object that is made of them.
  return z.object({ ...required, ...Object.fromEntries(others) }) as z.ZodType as z.ZodType<T>;
}

/** The members of a union with this type. */
export type Member<U extends { type: string }, T> = U extends { type: infer V } ? (T extends V ? U : never) : never;

/** The schema of a union of objects, each by its `type`: none of them can be forgotten. */
export function anyOf<U extends { type: string }>(
  schemas: { [T in U['type']]: z.ZodType<Member<U, T>> },
): z.ZodType<U> {
  return z.union(Object.values<z.ZodType<U>>(schemas));
}
