using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Core.Options;

namespace Petuum.Lab.Datasets.Generators;

/// <summary><c>generate: classes</c>: see <see cref="ClassesGenerator"/>.</summary>
public sealed class ClassesSource : DataGenerator<ClassesOptions>
{
    /// <inheritdoc/>
    public override string Name => "classes";

    /// <inheritdoc/>
    public override string Description => "Classes of planted centres, with noise around them.";

    /// <inheritdoc/>
    public override bool Splits => true;

    /// <inheritdoc/>
    public override Section<ClassesOptions> Options => ClassesOptions.Section;

    /// <inheritdoc/>
    protected override int? Samples(ClassesOptions options) => options.Samples;

    /// <inheritdoc/>
    protected override LoadedData Generate(ClassesOptions options, Seed seed) =>
        LoadedData.Of(ClassesGenerator.Generate(options, seed).Data);
}
