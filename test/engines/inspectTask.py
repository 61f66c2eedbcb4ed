"""The problems of an eval as a task of Inspect: inspect eval inspectTask.py -T path=problems.jsonl"""
from inspect_ai import Task, task
from inspect_ai.dataset import Sample, json_dataset
from inspect_ai.scorer import includes
from inspect_ai.solver import generate


@task
def problems(path: str):
    def sample(record):
        return Sample(id=record["id"], input=record["prompt"], target=record["gold"])

    return Task(dataset=json_dataset(path, sample), solver=generate(), scorer=includes())
