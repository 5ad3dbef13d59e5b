using Petuum.Lab.Core.Jobs;

namespace Petuum.Lab.Core.Machines;

/// <summary>Says why a run cannot go on.</summary>
public static class Explanation
{
    /// <summary>
    /// Who waits for whom: a sentence for every machine that waits and every shard that holds others back.
    /// </summary>
    public static string OfStuck(
        IReadOnlyList<WorkerMachine> workers,
        IReadOnlyList<TableShard> shards,
        SchedulerMachine? scheduler,
        JobPlan plan)
    {
        List<string> sentences = ["no message is under way and no machine computes"];
        sentences.AddRange(workers
            .Where(worker => worker.State != WorkerState.Finished)
            .Select(worker => worker.DescribeWait()));
        if (scheduler is not null)
        {
            sentences.Add(scheduler.DescribeWait());
        }

        int behind = shards.Min(shard => shard.CompletedClock);
        sentences.AddRange(shards
            .Where(shard => shard.ParkedReads > 0 || (shard.CompletedClock == behind && behind < plan.Stop.MaxClocks))
            .Select(shard => shard.DescribeWait()));
        return string.Join(";\n", sentences) + ".";
    }
}
