using Petuum.Lab.Core.Consistency;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Datasets;
using Petuum.Lab.Tests.Lasso;

namespace Petuum.Lab.Tests.Batches;

/// <summary>Plans and runs that the tests of data-parallel programs on rows of features share.</summary>
internal static class BatchCase
{
    /// <summary>Policies, each with every straggler model.</summary>
    public static TheoryData<int, string> StalenessAndStragglers
    {
        get
        {
            TheoryData<int, string> cases = [];
            foreach (int staleness in new[] { 0, 2, 8 })
            {
                foreach ((string name, _) in LassoCase.Stragglers)
                {
                    cases.Add(staleness, name);
                }
            }

            return cases;
        }
    }

    public static JobPlan Plan(IProgram program, int workers, int clocks, ConsistencyPolicy policy) => new()
    {
        Program = program,
        Workers = workers,
        Shards = 2,
        Apply = policy is Asp ? ApplyMode.Arrival : ApplyMode.Clocked,
        Consistency = [.. program.Tables.Select(_ => policy)],
        PipelineDepth = 1,
        UnitsPerRound = 1,
        Communication = null,
        EvaluateEvery = clocks,
        Stop = new StopRule(clocks, Tolerance: null, TargetObjective: null, DivergenceFactor: 1000),
        Seed = new Seed(5),
    };

    /// <summary>
    /// A run to its last clock on a simulated cluster with a straggler model of <see cref="LassoCase"/>.
    /// </summary>
    public static JobResult Run(JobPlan plan, string stragglers = "none") =>
        LassoCase.Run(plan, LassoCase.Stragglers.First(known => known.Name == stragglers).Model, seed: 9);

    /// <summary>The dense values of rows, one after the other.</summary>
    public static double[] Dense(SparseMatrix rows, int row)
    {
        double[] values = new double[rows.Columns];
        SparseVector sparse = rows.Row(row);
        for (int n = 0; n < sparse.Count; n++)
        {
            values[sparse.Indices[n]] = sparse.Values[n];
        }

        return values;
    }

    public static double SquaredDistance(double[] x, double[] y) => x.Zip(y, (a, b) => (a - b) * (a - b)).Sum();
}
