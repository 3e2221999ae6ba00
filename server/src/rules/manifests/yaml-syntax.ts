import { defineDocumentRule } from '../rule';

export const yamlSyntax = defineDocumentRule({
  id: 'yaml-syntax',
  severity: 'error',
  summary: 'A document with Istio objects is not valid YAML.',
  rationale:
    'The document is read as far as it makes sense, so that the rest of it is still checked, but `kubectl` refuses the file. Documents that hold nothing of Istio are not looked at.',
  reference: 'https://yaml.org/spec/1.2.2/',
  on: 'document',

  *check({ errors, partial }) {
    // what a template makes of the document is not known
    if (partial) return;
    const [first] = errors;
    if (first) yield { span: first.span, message: first.value };
  },

  examples: [
    {
      title: 'a bracket that is never closed',
      source: `
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: payments }
spec:
  hosts: [ api.payments.example
  resolution: DNS
# ^ Flow sequence in block collection must be sufficiently indented and end with a ]
`,
    },
  ],
});
