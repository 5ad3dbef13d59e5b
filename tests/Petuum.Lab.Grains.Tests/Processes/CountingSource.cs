using System.Globalization;
using Petuum.Lab.Core.Consistency;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Core.Tables;
using Petuum.Lab.Testing.Programs;
using Petuum.Lab.Tests.Simulation;

namespace Petuum.Lab.Grains.Tests.Processes;

/// <summary>
/// Jobs of toy programs for silos that are processes of their own: the text is a kind and a seed. Units take
/// milliseconds, so that there is time to die.
/// </summary>
public sealed class CountingSource : IJobSource
{
    /// <summary>Rounds of every job.</summary>
    public const int Clocks = 300;

    private const int UnitMicros = 10_000;

    private static ScatterShape Shape =>
        new() { Rows = 60, Columns = 4, Kind = RowKind.Dense, Sharding = Sharding.Hash, Tables = 2 };

    /// <inheritdoc/>
    public JobSetup Open(JobDescription job)
    {
        string[] parts = job.Text.Split(' ');
        JobPlan plan = Plan(parts[0], ulong.Parse(parts[1], CultureInfo.InvariantCulture));
        return new JobSetup(plan) { Compute = (_, _, _, _, _, _) => UnitMicros };
    }

    /// <summary>
    /// The plan of a job: <c>count</c> adds integers under SSP and Arrival, <c>sum</c> floats under BSP, where each bit
    /// depends on every other.
    /// </summary>
    public static JobPlan Plan(string kind, ulong seed) => (kind == "count"
        ? Toys.Plan(new CountingProgram(Shape), new Ssp(2), workers: 4, Clocks)
        : Toys.Plan(new FloatSumProgram(Shape), new Bsp(), workers: 4, Clocks)) with
    {
        Seed = new Seed(seed),
        Shards = 3,
        EvaluateEvery = 10,
    };
}
