using Petuum.Lab.Core.Options;

namespace Petuum.Lab.Core.Scheduling;

/// <summary>The keys of a schedule, and when each is used.</summary>
public static class SchedulingKeys
{
    /// <summary>The step from one pick to the next.</summary>
    public const string Stride = "stride";

    /// <summary>What makes an item urgent.</summary>
    public const string Weight = "weight";

    /// <summary>What is added to squared weights.</summary>
    public const string Eta = "eta";

    /// <summary>What is added to absolute weights.</summary>
    public const string BaseFactor = "base-factor";

    /// <summary>How many candidates are drawn.</summary>
    public const string CandidateFactor = "candidate-factor";

    /// <summary>How much two items of a round may correlate.</summary>
    public const string Theta = "theta";

    private static readonly string[] ByPriority = [.. Names(Weight)];

    private static readonly Choice<PriorityWeight> Weights =
        new([.. Enum.GetValues<PriorityWeight>().Select(weight => (SchedulingPolicies.NameOf(weight), weight))]);

    private static readonly Usage<SchedulingOptions> Squared = new(
        ["policy", "weight"],
        static schedule => SchedulingPolicies.Uses(schedule.Kind, Weight)
            && schedule.Weight != PriorityWeight.AbsoluteChange,
        "squared-value or squared-change");

    private static readonly Usage<SchedulingOptions> Absolute = new(
        ["policy", "weight"],
        static schedule => SchedulingPolicies.Uses(schedule.Kind, Weight)
            && schedule.Weight == PriorityWeight.AbsoluteChange,
        "absolute-change with a policy of priority");

    /// <summary>A schedule that picks items for all workers; by turns, none checked, by default.</summary>
    public static Section<SchedulingOptions> Section { get; } = new(
        SchedulingOptions.AsPublished(SchedulingKind.RoundRobin),
        [
            new Field<SchedulingOptions, SchedulingKind>(
                "policy", "how coefficients are picked",
                new Choice<SchedulingKind>(
                [
                    .. Enum.GetValues<SchedulingKind>()
                        .Where(kind => !SchedulingPolicies.IsAssignment(kind))
                        .Select(kind => (SchedulingPolicies.NameOf(kind), kind)),
                ]),
                s => s.Kind, (s, v) => s with { Kind = v }),
            new Field<SchedulingOptions, int?>(
                SchedulingKeys.Stride, "the step from one pick to the next", Given(new Whole<int>(1, int.MaxValue)),
                s => s.Stride, (s, v) => s with { Stride = v })
                { IsRequired = false, Used = Using(SchedulingKeys.Stride) },
            new Field<SchedulingOptions, PriorityWeight?>(
                SchedulingKeys.Weight, "what makes a coefficient urgent", new MaybeValue<PriorityWeight>(Weights, null),
                s => s.Weight, (s, v) => s with { Weight = v })
                { IsRequired = false, Used = Using(SchedulingKeys.Weight) },
            new Field<SchedulingOptions, double?>(
                SchedulingKeys.Eta, "what is added to the squared weight", Given(new Real(0, double.PositiveInfinity)),
                s => s.Eta, (s, v) => s with { Eta = v }) { IsRequired = false, Used = Squared },
            new Field<SchedulingOptions, double?>(
                SchedulingKeys.BaseFactor, "what is added to |change|, as a share of the mean weight",
                Given(new Real(0, double.PositiveInfinity, aboveMinimum: true)),
                s => s.BaseFactor, (s, v) => s with { BaseFactor = v }) { IsRequired = false, Used = Absolute },
            new Field<SchedulingOptions, double?>(
                SchedulingKeys.CandidateFactor, "candidates drawn for each coefficient to be picked, L'/L",
                    Given(new Real(1, 1e6)),
                s => s.CandidateFactor,
                (s, v) => s with { CandidateFactor = v }) { IsRequired = false, Used = Using(SchedulingKeys.Theta) },
            new Field<SchedulingOptions, double?>(
                SchedulingKeys.Theta, "the largest correlation of two coefficients in one round", Given(new Real(0, 1)),
                s => s.Theta, (s, v) => s with { Theta = v })
                { IsRequired = false, Used = Using(SchedulingKeys.Theta) },
        ]);

    private static MaybeValue<T> Given<T>(Shape<T> shape)
        where T : struct => new(shape, null);

    private static Usage<SchedulingOptions> Using(string key) => new(
        ["policy"], schedule => SchedulingPolicies.Uses(schedule.Kind, key), string.Join(" or ", Names(key)));

    private static IEnumerable<string> Names(string key) => Enum.GetValues<SchedulingKind>()
        .Where(kind => SchedulingPolicies.Uses(kind, key))
        .Select(SchedulingPolicies.NameOf);
}
