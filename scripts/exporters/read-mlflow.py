"""An MLflow client sees every number, the parameters and the samples: read-mlflow.py NUMBERS.json URL EXPERIMENT"""

import json
import sys

from mlflow.tracking import MlflowClient

numbers = json.load(open(sys.argv[1]))
client = MlflowClient(sys.argv[2])
experiment = client.get_experiment_by_name(sys.argv[3])
runs = client.search_runs([experiment.experiment_id])
assert len(runs) == 1, runs
(run,) = runs
assert run.info.status == "FINISHED", run.info.status
names = sorted({name for name, _, _ in numbers})
found = {(name, each.step): each.value for name in names for each in client.get_metric_history(run.info.run_id, name)}
wanted = {(name, step): value for name, step, value in numbers}
assert found == wanted, sorted(set(found.items()) ^ set(wanted.items()))[:5]
assert run.data.params["model.resolution"] == "16", run.data.params
samples = [each.path for each in client.list_artifacts(run.info.run_id, "samples")]
assert samples, "no samples"
print(f"mlflow: {len(found)} metrics, {len(run.data.params)} parameters, samples {samples}, {run.info.status}")
