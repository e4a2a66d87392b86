// What may import what, over the whole graph; the linter guards single files, this guards the directions between folders.
module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } } },
    {
      name: 'platform-knows-no-room',
      severity: 'error',
      from: { path: '^src/platform/(shared|server)' },
      to: { path: '^src/(rooms|demo|entries)' },
    },
    { name: 'shared-runs-anywhere', severity: 'error', from: { path: '^src/platform/shared' }, to: { path: '^src/platform/(server|ui)' } },
    {
      name: 'shared-needs-no-node',
      severity: 'error',
      from: { path: '^src/platform/shared', pathNot: '\\.test\\.ts$' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'browser-never-reaches-the-server',
      severity: 'error',
      from: { path: '\\.tsx$' },
      to: { path: '^src/platform/server|(store|routes|actions|jobs|api)\\.ts$', dependencyTypesNot: ['type-only'] },
    },
    { name: 'server-never-reaches-the-browser', severity: 'error', from: { path: '\\.ts$' }, to: { path: '\\.tsx$' } },
    {
      name: 'rules-are-pure',
      severity: 'error',
      from: { path: '(^|[./])rules\\.ts$' },
      to: { path: '^src/platform/server|(store|routes|actions)\\.ts$' },
    },
    { name: 'nothing-imports-an-entry', severity: 'error', from: {}, to: { path: '^src/entries' } },
    { name: 'the-demo-stays-outside', severity: 'error', from: { path: '^src/(rooms|platform)' }, to: { path: '^src/demo' } },
    {
      name: 'no-test-in-the-product',
      severity: 'error',
      from: { path: '^src', pathNot: '\\.test(-kit)?\\.tsx?$' },
      to: { path: '^test|\\.test\\.tsx?$' },
    },
    {
      name: 'no-dev-dependency-on-the-server',
      severity: 'error',
      from: { path: '^src/.*\\.ts$', pathNot: '\\.test(-kit)?\\.ts$|^src/platform/server/web-build\\.ts$' },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: 'specify',
    parser: 'swc',
    enhancedResolveOptions: {
      conditionNames: ['node', 'import', 'default'],
      exportsFields: ['exports'],
      extensions: ['.ts', '.tsx', '.js'],
    },
  },
}
