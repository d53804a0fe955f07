import { accessSync, constants, readFileSync, readdirSync, realpathSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { AppError } from '../../core/model/errors.js';

type Environment = Readonly<Record<string, string | undefined>>;

/** Cassandra 5.0 runs on 11 and 17, Elasticsearch 8.19 from 17 on. */
const VERSION = 17;

const REMEDY =
  'Install both (apt-get install openjdk-17-jre-headless maven / brew install openjdk@17 maven), or name servers of ' +
  'your own with BELLHOP_KAFKA_BROKERS, BELLHOP_ELASTICSEARCH_URL and BELLHOP_CASSANDRA_CONTACT_POINTS.';

/** Where systems keep their Javas, below each of which there is one folder a version. */
const SHELVES = [
  { folder: '/usr/lib/jvm', home: '' },
  { folder: '/Library/Java/JavaVirtualMachines', home: 'Contents/Home' },
  { folder: '/opt/homebrew/opt', home: 'libexec/openjdk.jdk/Contents/Home' },
];

/** The home of a Java 17: JAVA_HOME, the one on the PATH, or where systems keep them; undefined without one. */
export function findJava(env: Environment = process.env): string | undefined {
  const onPath = places(env)
    .map((place) => join(place, 'java'))
    .filter(isExecutable);
  const homes = [
    ...(env['JAVA_HOME'] ? [env['JAVA_HOME']] : []),
    ...onPath.map((program) => dirname(dirname(realpathSync(program)))),
    ...SHELVES.flatMap(({ folder, home }) => entries(folder).map((name) => join(folder, name, home))),
  ];
  return homes.find((home) => isExecutable(join(home, 'bin', 'java')) && isRightVersion(home));
}

/** Maven's program; undefined when it is not on the PATH. */
export function findMaven(env: Environment = process.env): string | undefined {
  return places(env)
    .map((place) => join(place, 'mvn'))
    .find(isExecutable);
}

/** @throws AppError CONFIG with what to install or to name instead */
export function requireJava(env: Environment = process.env): string {
  const home = findJava(env);
  if (home === undefined) throw new AppError('CONFIG', `Java ${VERSION} is not on this machine. ${REMEDY}`);
  return home;
}

/** @throws AppError CONFIG with what to install or to name instead */
export function requireMaven(env: Environment = process.env): string {
  const maven = findMaven(env);
  if (maven === undefined) throw new AppError('CONFIG', `Maven is not on this machine. ${REMEDY}`);
  return maven;
}

function places(env: Environment): string[] {
  return (env['PATH'] ?? '').split(delimiter).filter((place) => place !== '');
}

/** From the file that every Java brings along: a JVM takes a good part of a second to tell its version. */
function isRightVersion(home: string): boolean {
  try {
    return new RegExp(`^JAVA_VERSION="${VERSION}[."]`, 'm').test(readFileSync(join(home, 'release'), 'utf8'));
  } catch {
    return false;
  }
}

function entries(folder: string): string[] {
  try {
    return readdirSync(folder).toSorted();
  } catch {
    return [];
  }
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
