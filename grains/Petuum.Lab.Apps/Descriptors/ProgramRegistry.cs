using Petuum.Lab.Apps.Dnn;
using Petuum.Lab.Apps.Forest;
using Petuum.Lab.Apps.KMeans;
using Petuum.Lab.Apps.Lasso;
using Petuum.Lab.Apps.Lda;
using Petuum.Lab.Apps.Linear;
using Petuum.Lab.Apps.MatrixFactorisation;
using Petuum.Lab.Apps.MedLda;
using Petuum.Lab.Apps.MetricLearning;
using Petuum.Lab.Apps.Mlr;
using Petuum.Lab.Apps.Nmf;
using Petuum.Lab.Apps.SparseCoding;
using Petuum.Lab.Apps.Svm;

namespace Petuum.Lab.Apps.Descriptors;

/// <summary>The programs that come with the lab: a line each, and no other place names them all.</summary>
public static class ProgramRegistry
{
    /// <summary>All of them, in the order of the schema.</summary>
    public static IReadOnlyList<ProgramDescriptor> All { get; } =
    [
        new DnnDescriptor(),
        new ForestDescriptor(),
        new LassoDescriptor(),
        new LogisticDescriptor(),
        new MfDescriptor(),
        new LdaDescriptor(),
        new MlrDescriptor(),
        new KMeansDescriptor(),
        new DmlDescriptor(),
        new NmfDescriptor(),
        new SparseCodingDescriptor(),
        new SvmDescriptor(),
        new MedLdaDescriptor(),
    ];

    /// <summary>The one of a name; null if there is none.</summary>
    public static ProgramDescriptor? Find(string name) => All.FirstOrDefault(program => program.Name == name);
}
