/**
 * The floors of the house (docs/decisions/0001-floors.md), lowest first. A file may import from its own folder and from
 * lower floors, never upward, never in a circle.
 */
const FLOORS = [
  ['^src/core/model/'],
  ['^src/core/config\\.ts$', '^src/core/settings/', '^src/core/platform/', '^src/connectors/'],
  ['^src/core/partners/', '^src/core/events/', '^src/core/messages/', '^src/core/alerts/'],
  ['^src/core/hotels/'],
  ['^src/core/ari/', '^src/core/payments/'],
  ['^src/core/bookings/'],
  [
    '^src/core/search/',
    '^src/core/booking-views/',
    '^src/core/archive/',
    '^src/core/users/',
    '^src/core/reviews/',
    '^src/core/support/',
    '^src/core/notifications/',
    '^src/core/delivery/',
    '^src/core/feeds/',
  ],
  ['^src/core/reconcile/'],
  [
    '^src/core/app\\.ts$',
    '^src/core/health\\.ts$',
    '^src/core/housekeeping\\.ts$',
    '^src/core/open-stores\\.ts$',
  ],
  ['^src/gateway/', '^src/cli/'],
];

/** The one folder of another floor-mate that a folder may use. */
const NEIGHBOURS = {
  // Partners, events and messages stand side by side and know nothing of each other.
};

const rooms = FLOORS.flat();

function forbiddenFrom(room, floor) {
  const above = FLOORS.slice(floor + 1).flat();
  const beside = FLOORS[floor].filter(
    (other) => other !== room && other.endsWith('/') && !(NEIGHBOURS[room] ?? []).includes(other),
  );
  return [...above, ...(floor === 1 || floor === 8 ? [] : beside)];
}

const floorRules = FLOORS.flatMap((floorRooms, floor) =>
  floorRooms
    .map((room) => ({ room, banned: forbiddenFrom(room, floor) }))
    .filter(({ banned }) => banned.length > 0)
    .map(({ room, banned }) => ({
      name: `floor-${floor}-${room.replace(/[^a-z-]/g, '')}`,
      comment: 'imports go down the floors, never up or across',
      severity: 'error',
      from: { path: room, pathNot: '\\.test\\.ts$' },
      to: { path: banned },
    })),
);

module.exports = {
  forbidden: [
    ...floorRules,
    {
      name: 'every-file-has-a-floor',
      comment: 'a new room needs its place in the table above',
      severity: 'error',
      from: { path: '^src/', pathNot: [...rooms, '\\.test\\.ts$'] },
      to: {},
    },
    {
      name: 'connectors-are-pure',
      comment: 'a wire contract imports the vocabulary and connectors/shared only',
      severity: 'error',
      from: { path: '^src/connectors/([^/]+)/', pathNot: '\\.test\\.ts$' },
      to: { path: '^src/', pathNot: ['^src/core/model/', '^src/connectors/shared/', '^src/connectors/$1/'] },
    },
    {
      name: 'connectors-do-no-io',
      comment: 'codecs neither read files nor open sockets',
      severity: 'error',
      from: { path: '^src/connectors/', pathNot: '\\.test\\.ts$' },
      to: { path: '^(node:)?(fs|fs/promises|net|http|https|child_process|mysql2|ioredis|axios)' },
    },
    {
      name: 'one-door-to-the-connectors',
      comment: 'only the two entry points hand the list of connectors to createApp',
      severity: 'error',
      from: {
        path: '^src/(core|gateway|cli)/',
        pathNot: ['\\.test\\.ts$', '^src/gateway/main\\.ts$', '^src/cli/app-command\\.ts$'],
      },
      to: { path: '^src/connectors/index\\.ts$' },
    },
    {
      name: 'gateway-and-cli-apart',
      comment: 'the two entries meet in core, and over HTTP',
      severity: 'error',
      from: { path: '^src/(gateway|cli)/', pathNot: '\\.test\\.ts$' },
      to: { path: '^src/(gateway|cli)/', pathNot: '^src/$1/' },
    },
    {
      name: 'no-circles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    { name: 'no-unresolved', severity: 'error', from: { path: '^src/' }, to: { couldNotResolve: true } },
    {
      name: 'no-dev-dependencies',
      severity: 'error',
      from: { path: '^src/', pathNot: '\\.test\\.ts$' },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
