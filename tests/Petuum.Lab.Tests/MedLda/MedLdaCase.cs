using Petuum.Lab.Apps.MedLda;
using Petuum.Lab.Core.Consistency;
using Petuum.Lab.Core.Jobs;
using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Core.Programs;
using Petuum.Lab.Datasets;
using Petuum.Lab.Datasets.Generators;
using Petuum.Lab.Tests.MatrixFactorisation;

namespace Petuum.Lab.Tests.MedLda;

/// <summary>Documents with labels, options and plans that the tests of MedLDA share.</summary>
internal static class MedLdaCase
{
    public static MedLdaOptions Options { get; } = new() { Topics = 8, BurnIn = 10 };

    public static MedLdaData Tiny { get; } = new(Generate(documents: 14, words: 9, topics: 3, classes: 3, length: 8));

    public static RegressionData Generate(int documents, int words, int topics, int classes, int length) =>
        LabelledDocumentsGenerator.Generate(
            new DocumentsOptions { Documents = documents, Words = words, Topics = topics, Length = length },
            classes,
            new Seed(4));

    public static JobPlan Plan(IProgram program, int workers, int clocks, ConsistencyPolicy policy) =>
        MfCase.Plan(program, workers, clocks, policy) with
        {
            Consistency = [.. program.Tables.Select(_ => policy)],
            EvaluateEvery = 1,
        };
}
