using FsCheck;
using FsCheck.Fluent;
using Petuum.Lab.Apps.MedLda;
using Petuum.Lab.Core.Numbers;

namespace Petuum.Lab.Tests.MedLda;

/// <summary>Draws against their distributions; seeds are fixed, so nothing here is left to chance.</summary>
public sealed class MedLdaDrawTests
{
    private const int Draws = 100_000;

    /// <summary>LDA's chance times every classifier's φ(y | λ, z, η), the whole of it for each topic.</summary>
    [Fact]
    public void Topic_HasTheExactConditional() =>
        Prop.ForAll(Cases(), random =>
        {
            (MarginSampler sampler, ushort[] topics, int[] read, double[] lambda) = random.Sampler();
            double[] exact = random.Exact(topics, read, sampler.Summary, lambda);
            int[] added = new int[random.Topics];
            sampler.Enter(topics, random.Label, lambda);
            sampler.Count(topics[0], -1, added);
            double[] upTo = sampler.Weigh(read, added).ToArray();
            for (int topic = 0; topic < random.Topics; topic++)
            {
                double share = (upTo[topic] - (topic == 0 ? 0 : upTo[topic - 1])) / upTo[^1];
                Assert.Equal(exact[topic], share, 1e-6);
            }

            sampler.Count(topics[0], 1, added);
            Pcg32 chance = new Seed((ulong)random.Seed).CreateGenerator();
            int[] seen = new int[random.Topics];
            for (int draw = 0; draw < 2000; draw++)
            {
                int topic = sampler.Draw(topics[0], read, added, chance);
                seen[topic]++;
                sampler.Count(topic, -1, added);
                sampler.Count(topics[0], 1, added);
            }

            Assert.All(added, count => Assert.Equal(0, count));
            for (int topic = 0; topic < random.Topics; topic++)
            {
                double deviation = Math.Sqrt((2000 * exact[topic] * (1 - exact[topic])) + 1);
                Assert.InRange(seen[topic] - (2000 * exact[topic]), -5 * deviation, 5 * deviation);
            }
        }).Check(Config.QuickThrowOnFailure.FromOneSeed().WithMaxTest(60));

    /// <summary>Of shape 1: mean μ, E[1/x] = 1/μ + 1, and (x − μ)²/(μ²x) is χ² of one degree.</summary>
    [Theory]
    [InlineData(0.01)]
    [InlineData(0.7)]
    [InlineData(5)]
    [InlineData(300)]
    public void InverseGaussian_HasItsMoments(double mean)
    {
        Pcg32 chance = new Seed(7).CreateGenerator();
        (double inverse, double chi, double square, int below) = (0, 0, 0, 0);
        for (int draw = 0; draw < Draws; draw++)
        {
            double x = InverseGaussian.Draw(mean, chance);
            Assert.True(x > 0 && double.IsFinite(x), $"{x}");
            inverse += 1 / x;
            double term = (x - mean) * (x - mean) / (mean * mean * x);
            chi += term;
            square += term * term;
            below += x < mean ? 1 : 0;
        }

        double deviation = Math.Sqrt((1 / mean) + 2);    // of 1/x
        Assert.InRange((inverse / Draws) - (1 / mean) - 1, -5 * deviation / 316, 5 * deviation / 316);
        Assert.InRange(chi / Draws, 0.97, 1.03);
        Assert.InRange(square / Draws, 2.8, 3.2);

        // P(x < μ) = Φ(0) + e^(2/μ) Φ(−2/√μ), ½ for small means, 1 for large ones.
        double share = (double)below / Draws;
        Assert.InRange(share, mean < 0.1 ? 0.5 : mean > 100 ? 0.9 : 0.55, mean < 0.1 ? 0.53 : 1);
    }

    [Fact]
    public void Classifier_HasItsPosterior()
    {
        const int Topics = 3;
        Pcg32 chance = new Seed(3).CreateGenerator();
        double[] sums = new double[MarginPosterior.WidthOf(Topics)];
        double[,] precision = new double[Topics, Topics];
        double[] b = new double[Topics];
        for (int topic = 0; topic < Topics; topic++)
        {
            precision[topic, topic] = 1;
        }

        for (int document = 0; document < 5; document++)
        {
            double[] shares = [chance.NextDouble(), chance.NextDouble(), chance.NextDouble()];
            (double weight, double pull) = (4 * chance.NextDouble(), chance.NextDouble(-3, 3));
            MarginPosterior.Add(shares, weight, pull, sums);
            for (int row = 0; row < Topics; row++)
            {
                b[row] += pull * shares[row];
                for (int column = 0; column < Topics; column++)
                {
                    precision[row, column] += weight * shares[row] * shares[column];
                }
            }
        }

        MarginPosterior posterior = new(Topics);
        double[] mean = new double[Topics];
        double[] drawn = new double[Topics];
        double[,] covariance = new double[Topics, Topics];
        for (int draw = 0; draw < Draws; draw++)
        {
            posterior.Draw(sums, chance, mean, drawn);
            for (int row = 0; row < Topics; row++)
            {
                for (int column = 0; column < Topics; column++)
                {
                    covariance[row, column] += (drawn[row] - mean[row]) * (drawn[column] - mean[column]) / Draws;
                }
            }
        }

        for (int row = 0; row < Topics; row++)
        {
            Assert.Equal(b[row], Enumerable.Range(0, Topics).Sum(k => precision[row, k] * mean[k]), 1e-9);
            for (int column = 0; column < Topics; column++)
            {
                double product = Enumerable.Range(0, Topics).Sum(k => precision[row, k] * covariance[k, column]);
                Assert.InRange(product, (row == column ? 1 : 0) - 0.03, (row == column ? 1 : 0) + 0.03);
            }
        }
    }

    private static Arbitrary<TokenCase> Cases() => Arb.From(
        from topics in Gen.Choose(2, 5)
        from classes in Gen.Choose(2, 4)
        from length in Gen.Choose(1, 6)
        from scale in Gen.Elements(0, 0.5, 4)
        from seed in Gen.Choose(1, 100_000)
        select new TokenCase(topics, classes, length, scale, seed),
        random => random.Length > 1 ? [random with { Length = 1 }]
            : random.Topics > 2 ? [random with { Topics = 2 }] : []);

    /// <summary>A document, counts and classifiers at random; the token in question is the first one.</summary>
    private sealed record TokenCase(int Topics, int Classes, int Length, double Scale, int Seed)
    {
        private const int Words = 4;

        public int Label => Seed % Classes;

        private MedLdaOptions Options => new() { Topics = Topics, Alpha = 0.3, Beta = 0.2, Cost = 1.3, Ell = 5 };

        public (MarginSampler Sampler, ushort[] Topics, int[] Read, double[] Lambda) Sampler()
        {
            Pcg32 chance = new Seed((ulong)Seed).CreateGenerator();
            MarginSampler sampler = new(Options, Words, Classes);
            ushort[] topics = [.. Enumerable.Range(0, Length).Select(_ => (ushort)chance.NextInt(Topics))];
            int[] read = [.. Enumerable.Range(0, Topics).Select(_ => 1 + chance.NextInt(5))];
            for (int topic = 0; topic < Topics; topic++)
            {
                sampler.Summary[topic] = read[topic] + Length + chance.NextInt(9);
            }

            for (int of = 0; of < Classes; of++)
            {
                foreach (ref double eta in sampler.Classifier(of))
                {
                    eta = Scale * chance.NextGaussian();
                }
            }

            return (sampler, topics, read, [.. Enumerable.Range(0, Classes).Select(_ => chance.NextDouble(0.5, 8))]);
        }

        public double[] Exact(ushort[] topics, int[] read, int[] summary, double[] lambda)
        {
            MarginSampler like = Sampler().Sampler;
            double[] logs = new double[Topics];
            for (int topic = 0; topic < Topics; topic++)
            {
                ushort[] moved = [(ushort)topic, .. topics[1..]];
                int own = topic == topics[0] ? 1 : 0;
                int others = topics[1..].Count(other => other == topic);
                logs[topic] = Math.Log(
                    (others + Options.Alpha) * (read[topic] - own + Options.Beta)
                    / (summary[topic] - own + (Words * Options.Beta)));
                for (int of = 0; of < Classes; of++)
                {
                    double f = 0;
                    foreach (ushort other in moved)
                    {
                        f += like.Classifier(of)[other] / Length;
                    }

                    double slack = Options.Cost * (Options.Ell - ((of == Label ? 1 : -1) * f));
                    logs[topic] -= (lambda[of] + slack) * (lambda[of] + slack) / (2 * lambda[of]);
                }
            }

            double[] weights = [.. logs.Select(log => Math.Exp(log - logs.Max()))];
            return [.. weights.Select(weight => weight / weights.Sum())];
        }
    }
}
