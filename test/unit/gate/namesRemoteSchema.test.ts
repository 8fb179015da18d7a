import assert from 'node:assert/strict';
import { namesRemoteSchema } from '../../../src/gate/namesRemoteSchema.ts';

describe('a text that names a schema from elsewhere', () => {
  const remote: Record<string, string> = {
    JSON: '{ "$schema": "https://schemas.example.com/a.json" }',
    'JSON with comments': '{\n  // mine\n  "$schema" /* x */ :\n  "http://10.0.0.1:8080/a",\n}',
    'JSON with escapes in the key': '{ "\\u0024schema": "https://example.com/a" }',
    'JSON with what is no escape in the key': '{ "$\\u12s\\qchema": "https://example.com/a" }',
    'JSON with escapes in the address': '{ "$schema": "\\u0068ttps:\\/\\/example.com/a" }',
    'an address without slashes': '{ "$schema": "https:example.com/a" }',
    'an address without its protocol': '{ "$schema": "//example.com/a" }',
    'a share of Windows': '{ "$schema": "\\\\\\\\example\\\\share\\\\a.json" }',
    'a publisher in the place of a user': '{ "$schema": "https://json-schema.org@example.com/a" }',
    YAML: '$schema: https://example.com/a\n',
    'YAML, on two lines': '"$schema": >-\n  https://example.com/a\n',
    'YAML, with a broken key': '"$sch\\\n  ema": https://example.com/a\n',
    'YAML, by an anchor': 'a: &k "\\x24schema"\n*k : HTTPS://example.com/a\n',
    'a comment for the language server of YAML': '# yaml-language-server: $schema=https://example.com/a\na: 1\n',
    TOML: '#:schema https://example.com/a\na = 1\n',
    XML: '<a xmlns:xsi="x" xsi:noNamespaceSchemaLocation="https://example.com/a.xsd"/>',
    'XML with references': '<a xsi:schemaLocation="x &#104;ttp&#x3a;&#47;&#47;example.com/a"/>',
    'a document type': '<!DOCTYPE a SYSTEM "https://example.com/a.dtd"><a/>',
    'a public document type': "<!DOCTYPE a PUBLIC '-//x//EN'\n 'ftp://example.com/a.dtd'><a/>",
    'an entity': '<!DOCTYPE a [<!ENTITY u "http:/">]><a xsi:schemaLocation="x &u;/example.com/a"/>',
    'a model': '<?xml-model href="http://example.com/a.rng"?><a/>',
  };
  for (const [name, text] of Object.entries(remote)) {
    it(`is found: ${name}`, () => assert.equal(namesRemoteSchema(text), true));
  }

  const others: Record<string, string> = {
    'JSON with addresses': '{ "homepage": "https://example.com/", "repository": "git+https://example.com/a.git" }',
    'a schema of the folder': '{ "$schema": "./node_modules/a/schema.json" }',
    'a schema of a well-known publisher': '{ "$schema": "https://json.schemastore.org/tsconfig" }',
    'a project of Maven':
      '<project xsi:schemaLocation="http://maven.apache.org/POM/4.0.0 https://maven.apache.org/xsd/maven-4.0.0.xsd"/>',
    'a page': '<!DOCTYPE html>\n<script src="https://example.com/a.js"></script>',
    'a program': '// See https://example.com/\nimport "//example.com/a.js";\n',
    nothing: '',
  };
  for (const [name, text] of Object.entries(others)) {
    it(`is not: ${name}`, () => assert.equal(namesRemoteSchema(text), false));
  }
});
