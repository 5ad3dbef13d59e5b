using FsCheck;
using FsCheck.Fluent;
using Petuum.Lab.Apps.Dnn;
using Petuum.Lab.Apps.Mlr;
using Petuum.Lab.Apps.Networks;
using Petuum.Lab.Core.Numbers;

namespace Petuum.Lab.Tests.Networks;

/// <summary>Gradients against central differences of a loss in double precision, written as the formulas are.</summary>
public sealed class GradientTests
{
    private const double Delta = 1e-6;
    private const double Tolerance = 2e-4;

    [Fact]
    public void Network_HasTheGradientOfItsLoss_ForEveryShapeAndActivation() => Prop.ForAll(
        Arb.From(
            Gen.Choose(1, 9).SelectMany(features => Gen.Choose(2, 4).SelectMany(classes =>
                Gen.Choose(1, 5).SelectMany(rows => Gen.Elements(Enum.GetValues<Activation>()).SelectMany(activation =>
                    Gen.Elements<int[]>([], [3], [8], [5, 9], [2, 3, 4]).Select(hidden =>
                        (features, classes, rows, activation, hidden)))))),
            failing => failing.hidden.Length > 0 ? [failing with { hidden = failing.hidden[1..] }] : []),
        drawn =>
        {
            RequireGradient(new DnnShape(drawn.features, drawn.hidden, drawn.classes, drawn.activation), drawn.rows);
        }).Check(Config.QuickThrowOnFailure.FromOneSeed().WithMaxTest(60));

    [Fact]
    public void ConvolutionalNetwork_HasTheGradientOfItsLoss_ForEveryShapeAndActivation() => Prop.ForAll(
        Arb.From(
            Gen.Choose(5, 8).SelectMany(height => Gen.Choose(5, 7).SelectMany(width =>
                Gen.Choose(1, 3).SelectMany(channels => Gen.Choose(1, 3).SelectMany(pool =>
                    Gen.Elements(Enum.GetValues<Activation>()).SelectMany(activation => Gen.Elements(1, 2).Select(
                        convolutions => (height, width, channels, pool, activation, convolutions))))))),
            failing => failing.channels > 1 ? [failing with { channels = failing.channels - 1 }] : []),
        drawn =>
        {
            DnnConvolution[] convolutions = drawn.convolutions == 1
                ? [new DnnConvolution(3, 3, drawn.pool)]
                : [new DnnConvolution(9, 2, Math.Min(2, drawn.pool)), new DnnConvolution(2, 2, 1)];
            DnnImage image = new(drawn.height, drawn.width, drawn.channels);
            RequireGradient(
                new DnnShape(image.Values, [5], 3, drawn.activation, convolutions, image), rows: 2);
        }).Check(Config.QuickThrowOnFailure.FromOneSeed().WithMaxTest(30));

    private static void RequireGradient(DnnShape shape, int rows)
    {
        Problem problem = new(shape, rows);
        DnnNetwork network = new(shape);
        for (int layer = 0; layer < shape.Layers; layer++)
        {
            network.Load(layer, Floats(problem.Weights[2 * layer]), Floats(problem.Weights[(2 * layer) + 1]));
        }

        int stride = MatrixKernels.Padded(shape.Features);
        float[] samples = Padded(problem.Samples, rows, shape.Features);
        Span<float> logits = network.Forward(samples, stride, rows);
        Softmax.Gradient(logits, problem.Labels, shape.Outputs(shape.Layers - 1), 1f / rows);
        for (int layer = shape.Layers - 1; layer >= 0; layer--)
        {
            network.Backward(layer, samples, stride, rows);
            int outputs = shape.Outputs(layer);
            for (int index = 0; index < problem.Weights[2 * layer].Length; index++)
            {
                (int row, int column) = Math.DivRem(index, outputs);
                float found = network.WeightGradient(layer)[(row * network.StrideOf(layer)) + column];
                Assert.Equal(problem.Slope(2 * layer, index), found, Tolerance);
            }

            for (int column = 0; column < outputs; column++)
            {
                float found = network.BiasGradient(layer)[column];
                Assert.Equal(problem.Slope((2 * layer) + 1, column), found, Tolerance);
            }
        }
    }

    [Fact]
    public void SoftmaxRegression_HasTheGradientOfItsLoss_ForEveryShape() => Prop.ForAll(
        Arb.From(
            Gen.Choose(1, 17).SelectMany(features => Gen.Choose(2, 9).SelectMany(classes =>
                Gen.Choose(1, 6).Select(rows => (features, classes, rows)))),
            failing => failing.rows > 1 ? [failing with { rows = failing.rows - 1 }] : []),
        drawn =>
        {
            (int features, int classes, int rows) = drawn;
            Problem problem = new(new DnnShape(features, [], classes, Activation.Relu), rows);
            float[] weights = new float[classes * (features + 1)];
            for (int row = 0; row < classes; row++)
            {
                for (int column = 0; column < features; column++)
                {
                    weights[(row * (features + 1)) + column] = (float)problem.Weights[0][(column * classes) + row];
                }

                weights[(row * (features + 1)) + features] = (float)problem.Weights[1][row];
            }

            MlrGradient gradient = new(classes, features);
            gradient.Load(weights);
            float[] samples = Padded(problem.Samples, rows, features);
            int stride = MatrixKernels.Padded(features);
            float[] sum = new float[weights.Length];
            gradient.AddProduct(
                gradient.Factors(samples, stride, problem.Labels, 1f / rows), samples, stride, sum);
            for (int row = 0; row < classes; row++)
            {
                for (int column = 0; column < features; column++)
                {
                    Assert.Equal(
                        problem.Slope(0, (column * classes) + row), sum[(row * (features + 1)) + column], Tolerance);
                }

                Assert.Equal(problem.Slope(1, row), sum[(row * (features + 1)) + features], Tolerance);
            }
        }).Check(Config.QuickThrowOnFailure.FromOneSeed().WithMaxTest(60));

    private static float[] Floats(double[] values) => Array.ConvertAll(values, value => (float)value);

    private static float[] Padded(double[] values, int rows, int columns)
    {
        int stride = MatrixKernels.Padded(columns);
        float[] padded = new float[rows * stride];
        for (int index = 0; index < values.Length; index++)
        {
            padded[(index / columns * stride) + (index % columns)] = (float)values[index];
        }

        return padded;
    }

    /// <summary>Random samples, labels and weights (single precision's values), and their loss.</summary>
    private sealed class Problem
    {
        private readonly DnnShape _shape;

        public Problem(DnnShape shape, int rows)
        {
            _shape = shape;
            Pcg32 chance = new Seed((ulong)(shape.Features + (100 * rows))).CreateGenerator();
            Samples = Draw(rows * shape.Features);
            Labels = Array.ConvertAll(new int[rows], _ => chance.NextInt(shape.Outputs(shape.Layers - 1)));
            Weights = new double[2 * shape.Layers][];
            for (int layer = 0; layer < shape.Layers; layer++)
            {
                Weights[2 * layer] = Draw(shape.Inputs(layer) * shape.Outputs(layer));
                Weights[(2 * layer) + 1] = Draw(shape.Outputs(layer));
            }

            double[] Draw(int count) =>
                Array.ConvertAll(new double[count], _ => (double)(float)chance.NextDouble(-1, 1));
        }

        public double[] Samples { get; }

        public int[] Labels { get; }

        public double[][] Weights { get; }

        public double Slope(int table, int index)
        {
            double value = Weights[table][index];
            Weights[table][index] = value + Delta;
            double above = Loss();
            Weights[table][index] = value - Delta;
            double below = Loss();
            Weights[table][index] = value;
            return (above - below) / (2 * Delta);
        }

        private double Loss()
        {
            double loss = 0;
            int features = _shape.Features;
            for (int row = 0; row < Labels.Length; row++)
            {
                double[] values = Samples[(row * features)..((row + 1) * features)];
                for (int layer = 0; layer < _shape.Layers; layer++)
                {
                    values = layer < _shape.Convolutions ? Convolved(values, layer) : Next(values, layer);
                }

                loss += Math.Log(values.Sum(Math.Exp)) - values[Labels[row]];
            }

            return loss / Labels.Length;
        }

        private double[] Next(double[] inputs, int layer)
        {
            int outputs = _shape.Outputs(layer);
            double[] sums = [.. Weights[(2 * layer) + 1]];
            for (int output = 0; output < outputs; output++)
            {
                for (int input = 0; input < inputs.Length; input++)
                {
                    sums[output] += inputs[input] * Weights[2 * layer][(input * outputs) + output];
                }
            }

            return layer == _shape.Layers - 1 ? sums : Array.ConvertAll(sums, Activated);
        }

        private double[] Convolved(double[] inputs, int layer)
        {
            (DnnImage from, DnnConvolution by) = _shape.Convolution(layer);
            (int rows, int columns) = ((from.Height - by.Size + 1) / by.Pool, (from.Width - by.Size + 1) / by.Pool);
            double[] values = new double[rows * columns * by.Filters];
            for (int index = 0; index < values.Length; index++)
            {
                (int place, int filter) = Math.DivRem(index, by.Filters);
                (int top, int left) = (place / columns * by.Pool, place % columns * by.Pool);
                values[index] = Enumerable.Range(0, by.Pool * by.Pool)
                    .Max(n => Activated(Filtered(inputs, layer, top + (n / by.Pool), left + (n % by.Pool), filter)));
            }

            return values;
        }

        private double Filtered(double[] inputs, int layer, int top, int left, int filter)
        {
            (DnnImage from, DnnConvolution by) = _shape.Convolution(layer);
            double sum = Weights[(2 * layer) + 1][filter];
            for (int weight = 0; weight < _shape.Inputs(layer); weight++)
            {
                (int under, int channel) = Math.DivRem(weight, from.Channels);
                (int y, int x) = (top + (under / by.Size), left + (under % by.Size));
                sum += inputs[(((y * from.Width) + x) * from.Channels) + channel]
                    * Weights[2 * layer][(weight * by.Filters) + filter];
            }

            return sum;
        }

        private double Activated(double sum) => _shape.Activation switch
        {
            Activation.Relu => Math.Max(0, sum),
            Activation.Sigmoid => 1 / (1 + Math.Exp(-sum)),
            _ => Math.Tanh(sum),
        };
    }
}
