using Petuum.Lab.Core.Options;
using Petuum.Lab.Apps.Dnn;
using Petuum.Lab.Apps.Mlr;

namespace Petuum.Lab.Experiments.Specs;

/// <summary>A program that learns classes by minibatches.</summary>
public abstract record ClassProgramSpec : ProgramSpec
{
    private protected ClassProgramSpec()
    {
    }

    /// <inheritdoc/>
    public override bool IsModelParallel => false;

    /// <summary>The step of the first epoch, above 0, in the program's units.</summary>
    public required double Step { get; init; }

    /// <summary>The step is multiplied by this after each epoch, above 0, at most 1.</summary>
    public required double StepDecay { get; init; }

    /// <summary>Samples of a clock's minibatch, over all workers; at least 1.</summary>
    public required int Batch { get; init; }
}

/// <summary>Softmax regression: the mean of −ln softmax(W·(x, 1)).</summary>
public sealed record MlrSpec : ClassProgramSpec
{
    /// <inheritdoc/>
    public override string Name => "mlr";

    /// <inheritdoc/>
    public override ValueList<string> TableNames => Form == MlrForm.Factors ? ["weights", "factors"] : ["weights"];

    /// <summary>What workers send; null: the matrix.</summary>
    public required MlrForm? Form { get; init; }

    /// <summary>Factors: clocks between two times that the weights' table is brought up to date, at least 1.</summary>
    public required int? SyncEvery { get; init; }
}

/// <summary>Fully connected and convolutional networks by SGD with momentum.</summary>
public sealed record DnnSpec : ClassProgramSpec
{
    /// <inheritdoc/>
    public override string Name => "dnn";

    /// <inheritdoc/>
    public override ValueList<string> TableNames => [.. DnnProgram.TableNames(Convolutions.Count + Hidden.Count + 1)];

    /// <summary>Convolutions before the hidden layers.</summary>
    public required ValueList<ConvolutionSpec> Convolutions { get; init; }

    /// <summary>Height, width and channels of the samples; empty: square, of one channel.</summary>
    public required ValueList<int> Image { get; init; }

    /// <summary>Units of each hidden layer.</summary>
    public required ValueList<int> Hidden { get; init; }

    /// <summary>What hidden units make of their sums.</summary>
    public required Activation Activation { get; init; }

    /// <summary>μ, 0 … below 1.</summary>
    public required double Momentum { get; init; }

    /// <summary>A layer's increments leave while the layer below is gone back through.</summary>
    public required bool WaitFree { get; init; }
}

/// <summary>A layer of filters, and of windows of which the largest value is kept.</summary>
public sealed record ConvolutionSpec
{
    /// <summary>Filters, at least 1.</summary>
    public required int Filters { get; init; }

    /// <summary>Rows and columns of a filter, at least 1.</summary>
    public required int Size { get; init; }

    /// <summary>Rows and columns of a window, at least 1: no pooling.</summary>
    public required int Pool { get; init; }
}
