using System.Diagnostics;
using Petuum.Lab.Apps.MatrixFactorisation;
using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Datasets;

namespace Petuum.Lab.Benchmarks;

/// <summary>
/// The rotation's kernels alone, on one and two threads, and how long they take to a test error; the reference is the
/// textbook's loop over the same ratings in the same order, one number after the other.
/// </summary>
internal static class MfKernelBenchmark
{
    private const int Repetitions = 9;
    private const int Epochs = 3;
    private const double TargetError = 0.61;
    private const int EpochsMax = 30;

    /// <summary>Measures and prints two tables.</summary>
    public static void Run(TextWriter output)
    {
        MfProblem problem = MfProblem.Create(noise: 0.3);
        output.WriteLine(Measurement.Describe());
        output.WriteLine();
        PrintTimeToError(output, problem);
        MfOptions constant = MfProblem.Options with { StepRule = StepRule.Constant, Step = 0.05 };
        TextbookFactorisation textbook = new(problem.Train, constant);
        BareFactorisation[] bare =
        [
            new(problem.Train, constant, 1, new Seed(2)),
            new(problem.Train, constant, 2, new Seed(2)),
            new(problem.Train, MfProblem.Options, 1, new Seed(2)),
            new(problem.Train, MfProblem.Options, 2, new Seed(2)),
        ];
        (string Name, Func<long> Run)[] measured =
        [
            ("reference: textbook loop, constant steps, 1 thread", () => textbook.Run(Epochs)),
            ("kernel, constant steps, 1 thread", () => bare[0].Run(Epochs)),
            ("kernel, constant steps, 2 threads", () => bare[1].Run(Epochs)),
            ("kernel, adaptive steps, 1 thread", () => bare[2].Run(Epochs)),
            ("kernel, adaptive steps, 2 threads", () => bare[3].Run(Epochs)),
        ];
        List<double>[] rates = [.. measured.Select(_ => new List<double>())];
        List<double>[] perCore = [.. measured.Select(_ => new List<double>())];
        for (int repetition = 0; repetition < Repetitions; repetition++)
        {
            for (int index = 0; index < measured.Length; index++)
            {
                TimeSpan processor = Environment.CpuUsage.TotalTime;
                Stopwatch watch = Stopwatch.StartNew();
                long ratings = measured[index].Run();
                rates[index].Add(ratings / watch.Elapsed.TotalSeconds / 1e6);
                perCore[index].Add(ratings / (Environment.CpuUsage.TotalTime - processor).TotalSeconds / 1e6);
            }
        }

        output.WriteLine("| what | wall, median | slowest | fastest | / reference | processor, median | / reference |");
        output.WriteLine("|---|---:|---:|---:|---:|---:|---:|");
        for (int index = 0; index < measured.Length; index++)
        {
            output.WriteLine(
                $"| {measured[index].Name} | {Median(rates[index]):F1} | {rates[index].Min():F1} "
                + $"| {rates[index].Max():F1} | {Median(rates[index]) / Median(rates[0]):F1} "
                + $"| {Median(perCore[index]):F1} | {Median(perCore[index]) / Median(perCore[0]):F1} |");
        }

        output.WriteLine();
        output.WriteLine($"Million ratings a second of wall and of processor time; {Repetitions} times in turns.");
    }

    /// <summary>The first thing that the process runs, so that the compiler's time is in it.</summary>
    private static void PrintTimeToError(TextWriter output, MfProblem problem)
    {
        output.WriteLine($"| to a test RMSE of {TargetError}, adaptive steps as they are by default | passes | ms |");
        output.WriteLine("|---|---:|---:|");
        foreach (var (name, threads) in new[] { ("first in process, 2 threads", 2), ("1 thread", 1), ("2 threads", 2) })
        {
            BareFactorisation bare = new(problem.Train, MfProblem.Options, threads, new Seed(2));
            double milliseconds = 0;
            int epochs = 0;
            double error = double.NaN;
            while (!(error <= TargetError) && epochs < EpochsMax)
            {
                Stopwatch watch = Stopwatch.StartNew();
                bare.Run(1);
                milliseconds += watch.Elapsed.TotalMilliseconds;
                epochs++;
                error = bare.Error(problem.Test);
            }

            output.WriteLine($"| {name} (then at {error:F4}) | {epochs} | {milliseconds:F0} |");
        }

        output.WriteLine();
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    /// <summary>SGD as a book prints it, over the ratings of one cell in the kernels' order.</summary>
    private sealed class TextbookFactorisation
    {
        private readonly MfOptions _options;
        private readonly MfCells _cells;
        private readonly float[] _w;
        private readonly float[] _h;

        public TextbookFactorisation(Ratings ratings, MfOptions options)
        {
            _options = options;
            _cells = new MfCells(new MfGrid(new MfData(ratings), options, 1), new MfData(ratings), 0, new Seed(2));
            Pcg32 chance = new Seed(3).CreateGenerator();
            _w = Array.ConvertAll(new float[ratings.Users * options.Rank], _ => (float)chance.NextDouble(-0.2, 0.2));
            _h = Array.ConvertAll(new float[ratings.Items * options.Rank], _ => (float)chance.NextDouble(-0.2, 0.2));
        }

        public long Run(int epochs)
        {
            ReadOnlySpan<MfRating> ratings = _cells[0, 0];
            for (int epoch = 0; epoch < epochs; epoch++)
            {
                Learn(ratings, _w, _h, _options.Rank, (float)_options.StepInUse, (float)_options.Lambda);
            }

            return (long)epochs * ratings.Length;
        }

        private static void Learn(
            ReadOnlySpan<MfRating> ratings, float[] w, float[] h, int rank, float step, float lambda)
        {
            foreach (ref readonly MfRating rating in ratings)
            {
                Span<float> user = w.AsSpan(rating.User * rank, rank);
                Span<float> item = h.AsSpan(rating.Item * rank, rank);
                float error = rating.Value;
                for (int k = 0; k < user.Length; k++)
                {
                    error -= user[k] * item[k];
                }

                for (int k = 0; k < user.Length; k++)
                {
                    float old = user[k];
                    user[k] += step * ((error * item[k]) - (lambda * old));
                    item[k] += step * ((error * old) - (lambda * item[k]));
                }
            }
        }
    }
}
