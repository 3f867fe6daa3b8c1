import { mailAddressOf } from '../../text/domain/mail-address';
import type { SandboxAnswer, SandboxCall, SandboxWorld } from '../kit/sandbox/vendor-sandbox';
import { BUNDLES, COURSES, findUser, listed, notFound, refused, type User } from './sandbox-state';

export async function listUsers(call: SandboxCall, world: SandboxWorld): Promise<SandboxAnswer> {
  const { 'query[email]': email } = call.query;
  if (email === undefined) return listed(await world.list<User>('user'), call as never);
  const found = await findUser(world, email);
  return listed(found === undefined ? [] : [found], call as never);
}

export async function getUser({ params }: SandboxCall, world: SandboxWorld): Promise<SandboxAnswer> {
  const user = await world.get<User>('user', params['id'] ?? '');
  return user === undefined ? notFound : { status: 200, body: user };
}

export async function createUser(
  { body }: SandboxCall<Pick<User, 'email' | 'first_name' | 'last_name'>>,
  world: SandboxWorld,
): Promise<SandboxAnswer> {
  const { email, first_name: first, last_name: last } = body;
  if (mailAddressOf(email) === null) return refused(422, { errors: { email: ['is invalid'] } });
  const id = await world.nextNumber('user');
  if (!(await world.insert('user#email', email.toLowerCase(), id))) {
    return refused(422, { errors: { email: ['has already been taken'] } });
  }
  const created_at = new Date(world.nowMs()).toISOString();
  const user: User = {
    ...{ id, email, first_name: first, last_name: last },
    full_name: `${first} ${last}`,
    created_at,
  };
  await world.put('user', String(id), user);
  return { status: 201, body: user };
}

export async function listCourses(call: SandboxCall): Promise<SandboxAnswer> {
  return listed(COURSES, call as never);
}

export async function listBundleCourses(call: SandboxCall): Promise<SandboxAnswer> {
  const ids = BUNDLES.get(Number(call.params['id']));
  return ids === undefined
    ? notFound
    : listed(
        COURSES.filter(({ id }) => ids.includes(id)),
        call as never,
      );
}
