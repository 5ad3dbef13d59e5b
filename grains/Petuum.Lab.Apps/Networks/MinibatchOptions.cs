using Petuum.Lab.Core.Options;

namespace Petuum.Lab.Apps.Networks;

/// <summary>What the options of programs that learn classes by minibatches share.</summary>
public abstract record MinibatchOptions
{
    /// <summary>Above 0: γ of the first epoch, in the program's units.</summary>
    public double Step { get; init; } = 1;

    /// <summary>γ is multiplied by this after each epoch, above 0, at most 1.</summary>
    public double StepDecay { get; init; } = 1;

    /// <summary>Samples of a clock's minibatch, over all workers; at least 1.</summary>
    public int Batch { get; init; } = 128;

    /// <summary>The key of <see cref="Step"/>.</summary>
    private protected static Field<T> StepOf<T>(string says)
        where T : MinibatchOptions =>
        new Field<T, double>(
            "step", says, new Real(0, double.PositiveInfinity, aboveMinimum: true),
            s => s.Step, (s, v) => s with { Step = v })
        { IsRequired = false };

    /// <summary>The keys of the others.</summary>
    private protected static Field<T>[] FieldsOf<T>()
        where T : MinibatchOptions =>
    [
        new Field<T, double>(
            "step-decay", "what the step is multiplied by after each epoch", new Real(0, 1, aboveMinimum: true),
            s => s.StepDecay, (s, v) => s with { StepDecay = v }) { IsRequired = false },
        new Field<T, int>(
            "batch", "samples of a clock's minibatch, over all workers", new Whole<int>(1, 100_000_000),
            s => s.Batch, (s, v) => s with { Batch = v }) { IsRequired = false },
    ];
}
