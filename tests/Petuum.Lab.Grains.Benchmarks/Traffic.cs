using System.Globalization;
using Petuum.Lab.Core.Consistency;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Numbers;

namespace Petuum.Lab.Grains.Benchmarks;

/// <summary>A measurement, as silos are told of it.</summary>
internal sealed record Traffic(Direction Direction, int Rows, int RowsPerClock, int Workers, int Shards, int Clocks)
{
    /// <summary>Values of a row.</summary>
    public const int Columns = 64;

    /// <summary>Workers that read or increment.</summary>
    public int Active => Enumerable.Range(0, Workers).Count(IsActive);

    /// <summary>A worker alone is beside the shard; of several, those on the second of two silos are active.</summary>
    public bool IsActive(int worker) => Workers == 1 || worker % 2 == 1;

    /// <summary>The text that <see cref="Parse"/> reads.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Direction} {Rows} {RowsPerClock} {Workers} {Shards} {Clocks}");

    /// <summary>The inverse of <see cref="ToString"/>.</summary>
    public static Traffic Parse(string text)
    {
        string[] parts = text.Split(' ');
        int Number(int part) => int.Parse(parts[part], CultureInfo.InvariantCulture);
        return new Traffic(Enum.Parse<Direction>(parts[0]), Number(1), Number(2), Number(3), Number(4), Number(5));
    }

    /// <summary>The plan: Arrival, and every clock's rows are read anew.</summary>
    public JobPlan ToPlan() => new()
    {
        Program = new TrafficProgram(this),
        Workers = Workers,
        Shards = Shards,
        Apply = ApplyMode.Arrival,
        Consistency = [new Ssp(Direction == Direction.Reads ? 0 : 2)],
        PipelineDepth = 1,
        UnitsPerRound = 1,
        Communication = null,
        EvaluateEvery = Clocks,
        Stop = new StopRule(Clocks, Tolerance: null, TargetObjective: null, double.PositiveInfinity),
        Seed = new Seed(1),
    };
}

/// <summary>Silos of the benchmark make their plans from the measurement's text.</summary>
internal sealed class TrafficSource : IJobSource
{
    /// <summary>Sees events of jobs in this process.</summary>
    public IRunObserver? Observer { get; set; }

    /// <inheritdoc/>
    public JobSetup Open(JobDescription job) => new(Traffic.Parse(job.Text).ToPlan()) { Observer = Observer };
}

/// <summary>Times the last worker's rounds, from a fifth of the run on.</summary>
internal sealed class RoundTimer(Traffic traffic) : IRunObserver
{
    private long _firstMicros;
    private long _lastMicros;

    /// <summary>Rows a second.</summary>
    public double RowsPerSecond =>
        (double)traffic.Active * traffic.RowsPerClock * (traffic.Clocks - 1 - (traffic.Clocks / 5))
        * 1e6 / (_lastMicros - _firstMicros);

    /// <inheritdoc/>
    public void On(in RunEvent happened)
    {
        if (happened.Kind != RunEventKind.RoundEnded || happened.Source.Index != traffic.Workers - 1)
        {
            return;
        }

        if (happened.Clock == traffic.Clocks / 5)
        {
            _firstMicros = happened.TimeMicros;
        }
        else if (happened.Clock == traffic.Clocks - 1)
        {
            _lastMicros = happened.TimeMicros;
        }
    }
}
