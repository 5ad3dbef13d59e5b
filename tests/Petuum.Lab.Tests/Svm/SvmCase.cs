using Petuum.Lab.Apps.Svm;
using Petuum.Lab.Core.Consistency;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Tests.MatrixFactorisation;

namespace Petuum.Lab.Tests.Svm;

/// <summary>Options and plans that the tests of support vector machines share.</summary>
internal static class SvmCase
{
    public static SvmOptions Options { get; } = new() { Cost = 0.5, Loss = SvmLoss.Hinge, Share = 0.25 };

    /// <summary>Evaluated at every clock, to the last one.</summary>
    public static JobPlan Plan(IProgram program, int workers, int clocks, ConsistencyPolicy policy) =>
        MfCase.Plan(program, workers, clocks, policy) with { EvaluateEvery = 1 };
}
