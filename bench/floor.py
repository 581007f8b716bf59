"""The floor: a workflow with one update that does nothing, for comparison on the same server."""

from temporalio import workflow


@workflow.defn(name="Floor")
class Floor:
    """Counts; nothing is decided, recorded or told."""

    def __init__(self) -> None:
        """Begin at zero."""
        self._count = 0

    @workflow.run
    async def run(self, acts: int) -> int:
        """Wait for so many acts."""
        await workflow.wait_condition(lambda: self._count >= acts)
        await workflow.wait_condition(workflow.all_handlers_finished)
        return self._count

    @workflow.update
    async def act(self, number: int) -> int:
        """Count one act."""
        self._count += 1
        return number
