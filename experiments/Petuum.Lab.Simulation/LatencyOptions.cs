using System.Text.Json.Nodes;
using Petuum.Lab.Core.Options;

namespace Petuum.Lab.Simulation;

/// <summary>A distribution of latencies as specs say it: options, and the model that they make.</summary>
public abstract record LatencyOptions
{
    /// <summary>Whole microseconds, up to an hour.</summary>
    protected static readonly Whole<long> Micros = new(0, 3_600_000_000);

    /// <summary>The model.</summary>
    public abstract LatencyModel Create();

    /// <summary>For people: <c>250 µs</c>.</summary>
    public abstract string Describe();
}

/// <summary>The distributions: a line each, and no other place names them all.</summary>
public sealed class LatencyShape : Shape<LatencyOptions>
{
    private static readonly Variants<LatencyOptions> Distributions = new(
        "distribution",
        new Variant<LatencyOptions, UniformLatencyOptions>("uniform", null, UniformLatencyOptions.Section),
        new Variant<LatencyOptions, ExponentialLatencyOptions>("exponential", null, ExponentialLatencyOptions.Section),
        new Variant<LatencyOptions, LogNormalLatencyOptions>("log-normal", null, LogNormalLatencyOptions.Section));

    /// <inheritdoc/>
    public override string Wants => $"{ConstantLatencyOptions.Shape.Wants}, or a distribution";

    /// <inheritdoc/>
    public override LatencyOptions Read(OptionNode node)
    {
        ArgumentNullException.ThrowIfNull(node);
        return node.IsSection
            ? Distributions.Read(node)
            : new ConstantLatencyOptions(ConstantLatencyOptions.Shape.Read(node));
    }

    /// <inheritdoc/>
    public override OptionValue? Write(LatencyOptions value) => value is ConstantLatencyOptions constant
        ? ConstantLatencyOptions.Shape.Write(constant.Always)
        : Distributions.Write(value);

    /// <inheritdoc/>
    public override JsonObject Schema() => new()
    {
        ["anyOf"] = new JsonArray(
            ConstantLatencyOptions.Shape.Schema(), Distributions.Schema()),
    };

    /// <inheritdoc/>
    public override IEnumerable<string> KeysBelow(string prefix) => Distributions.KeysBelow(prefix);
}

/// <summary>Always the same.</summary>
/// <param name="Always">Microseconds, at least 0.</param>
public sealed record ConstantLatencyOptions(long Always) : LatencyOptions
{
    /// <summary>How it is written.</summary>
    internal static Whole<long> Shape => Micros;

    /// <inheritdoc/>
    public override LatencyModel Create() => new ConstantLatency(Always);

    /// <inheritdoc/>
    public override string Describe() => $"{Always} µs";
}

/// <summary>Options of <see cref="UniformLatency"/>.</summary>
/// <param name="LowMicros">The smallest, at least 0.</param>
/// <param name="HighMicros">The largest.</param>
public sealed record UniformLatencyOptions(long LowMicros, long HighMicros) : LatencyOptions
{
    /// <summary>The options as specs know them.</summary>
    public static Section<UniformLatencyOptions> Section { get; } = new(
        new UniformLatencyOptions(0, 0),
        [
            new Field<UniformLatencyOptions, ValueList<long>>(
                "uniform", "the smallest and the largest", new ListOf<long>(Micros, 2),
                s => [s.LowMicros, s.HighMicros], (_, v) => new UniformLatencyOptions(v[0], v[^1])),
        ],
        static (uniform, node) =>
        {
            OptionNode bounds = node.Find("uniform")!;
            if (bounds.Items().Count() != 2 || uniform.LowMicros > uniform.HighMicros ||
                uniform.HighMicros - uniform.LowMicros >= int.MaxValue)
            {
                throw bounds.Error("these are not two bounds of a latency", "write [smallest, largest]");
            }
        });

    /// <inheritdoc/>
    public override LatencyModel Create() => new UniformLatency(LowMicros, HighMicros);

    /// <inheritdoc/>
    public override string Describe() => $"{LowMicros}–{HighMicros} µs";
}

/// <summary>Options of <see cref="ExponentialLatency"/>: 0 ≤ floor ≤ mean.</summary>
public sealed record ExponentialLatencyOptions : LatencyOptions
{
    /// <summary>The options as specs know them.</summary>
    public static Section<ExponentialLatencyOptions> Section { get; } = new(
        new ExponentialLatencyOptions(),
        [
            new Field<ExponentialLatencyOptions, double>(
                "exponential", "the mean, floor included", new Real(0, 3.6e9),
                s => s.MeanMicros, (s, v) => s with { MeanMicros = v }),
            new Field<ExponentialLatencyOptions, double>(
                "floor", "what no message beats", new Real(0, 3.6e9),
                s => s.FloorMicros, (s, v) => s with { FloorMicros = v }) { IsRequired = false },
        ],
        static (exponential, node) =>
        {
            if (exponential.FloorMicros > exponential.MeanMicros)
            {
                throw node.Find("floor")!.Error(
                    $"a floor of {exponential.FloorMicros} above the mean of {exponential.MeanMicros}",
                    "write a floor below the mean: the mean includes it");
            }
        });

    /// <summary>The mean, floor included.</summary>
    public double MeanMicros { get; init; }

    /// <summary>What no message beats.</summary>
    public double FloorMicros { get; init; }

    /// <inheritdoc/>
    public override LatencyModel Create() => new ExponentialLatency(FloorMicros, MeanMicros);

    /// <inheritdoc/>
    public override string Describe() => $"{MeanMicros} µs on average (exponential)";
}

/// <summary>Options of <see cref="LogNormalLatency"/>.</summary>
public sealed record LogNormalLatencyOptions : LatencyOptions
{
    /// <summary>The options as specs know them.</summary>
    public static Section<LogNormalLatencyOptions> Section { get; } = new(
        new LogNormalLatencyOptions(),
        [
            new Field<LogNormalLatencyOptions, double>(
                "log-normal", "the mean", new Real(0, 3.6e9, aboveMinimum: true),
                s => s.MeanMicros, (s, v) => s with { MeanMicros = v }),
            new Field<LogNormalLatencyOptions, double>(
                "sigma", "standard deviation of the logarithm", new Real(0, 10),
                s => s.Sigma, (s, v) => s with { Sigma = v }),
        ]);

    /// <summary>The mean in microseconds, above 0.</summary>
    public double MeanMicros { get; init; } = 1;

    /// <summary>Standard deviation of the logarithm, at least 0.</summary>
    public double Sigma { get; init; }

    /// <inheritdoc/>
    public override LatencyModel Create() => new LogNormalLatency(MeanMicros, Sigma);

    /// <inheritdoc/>
    public override string Describe() => $"{MeanMicros} µs on average (log-normal)";
}
