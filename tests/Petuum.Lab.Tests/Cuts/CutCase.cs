using FsCheck;
using FsCheck.Fluent;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Testing.Clusters;
using Petuum.Lab.Testing.Plans;

namespace Petuum.Lab.Tests.Cuts;

/// <summary>A small random run that is cut and goes on from the cut: prints, and shrinks.</summary>
public sealed record CutCase
{
    public required PlanCase Plan { get; init; }

    /// <summary>One of <see cref="CutPrograms"/>, where that is what a law is about.</summary>
    public required string Program { get; init; }

    public required int Depth { get; init; }

    /// <summary>The cut, above 0 and below the last clock.</summary>
    public required int Clock { get; init; }

    /// <summary>100: machines are asked before anything happens; less: each somewhere along the way.</summary>
    public required int OfferPercent { get; init; }

    /// <summary>How the cluster behaves that offers a cut.</summary>
    public ShuffleOptions Shuffle => Plan.Shuffle with { Cuts = [Clock], OfferPercent = OfferPercent };

    /// <summary>Of at least two clocks, so that there is a cut; each made to fit by a projection.</summary>
    public static Arbitrary<CutCase> Arbitrary(
        string program = "", Func<PlanCase, PlanCase>? fit = null, int clocksFactor = 1)
    {
        Arbitrary<PlanCase> plans = PlanCases.Arbitrary(random =>
        {
            PlanCase fitted = fit is null ? random : fit(random);
            return fitted with { Clocks = Math.Max(2, fitted.Clocks) };
        });
        Gen<CutCase> generator =
            from plan in plans.Generator
            from depth in Gen.Elements(1, 3, 2)
            from place in Gen.Choose(0, 10_000)
            from percent in Gen.Elements(100, 60, 20, 5)
            let clocks = plan.Clocks * clocksFactor
            select new CutCase
            {
                Plan = plan with { Clocks = clocks },
                Program = program,
                Depth = depth,
                Clock = 1 + (place % (clocks - 1)),
                OfferPercent = percent,
            };
        return Arb.From(generator, failing => Shrink(failing, plans));
    }

    private static IEnumerable<CutCase> Shrink(CutCase failing, Arbitrary<PlanCase> plans)
    {
        foreach (PlanCase plan in plans.Shrinker(failing.Plan).Where(plan => plan.Clocks > failing.Clock))
        {
            yield return failing with { Plan = plan };
        }

        if (failing.Clock > 1)
        {
            yield return failing with { Clock = failing.Clock / 2 };
            yield return failing with { Clock = failing.Clock - 1 };
        }

        if (failing.Depth > 1)
        {
            yield return failing with { Depth = failing.Depth - 1 };
        }

        if (failing.OfferPercent < 100)
        {
            yield return failing with { OfferPercent = 100 };
        }
    }
}

/// <summary>The bits of every evaluation, a line each.</summary>
internal sealed class EvaluationLog : IRunObserver
{
    public List<(int Clock, string Bits)> Lines { get; } = [];

    public void On(in RunEvent happened)
    {
        if (happened.Kind == RunEventKind.Evaluated)
        {
            Evaluation evaluation = (Evaluation)happened.Payload!;
            IEnumerable<string> metrics = evaluation.Metrics.Select(metric => $"{metric.Name} {Bits(metric.Value)}");
            Lines.Add((
                happened.Clock,
                $"{Bits(evaluation.Objective)} {Bits(evaluation.Gap)} {string.Join(' ', metrics)}"));
        }
    }

    private static string Bits(double value) => $"{BitConverter.DoubleToInt64Bits(value):x}";
}
