import { execFile } from 'node:child_process';

/**
 * Who annotates, as git knows them in a folder: "Name <email>".
 *
 * @returns undefined when git is not there, or knows no name.
 */
export async function gitAuthor(folder: string): Promise<string | undefined> {
  const [name, email] = await Promise.all([gitSetting(folder, 'user.name'), gitSetting(folder, 'user.email')]);
  if (!name) return undefined;
  return email ? `${name} <${email}>` : name;
}

function gitSetting(folder: string, key: string): Promise<string> {
  return new Promise((resolve) => {
    execFile('git', ['config', '--get', key], { cwd: folder, timeout: 5000 }, (error, stdout) => {
      resolve(error ? '' : stdout.trim());
    });
  });
}
