using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Core.Options;

namespace Petuum.Lab.Datasets.Generators;

/// <summary><c>generate: labelled-documents</c>: see <see cref="LabelledDocumentsGenerator"/>.</summary>
public sealed class LabelledDocumentsSource : DataGenerator<LabelledDocumentsOptions>
{
    /// <inheritdoc/>
    public override string Name => "labelled-documents";

    /// <inheritdoc/>
    public override string Description => "Rows of counts of words: documents of planted topics that carry labels.";

    /// <inheritdoc/>
    public override Section<LabelledDocumentsOptions> Options => LabelledDocumentsOptions.Section;

    /// <inheritdoc/>
    protected override int? Samples(LabelledDocumentsOptions options) => options.Documents;

    /// <inheritdoc/>
    protected override LoadedData Generate(LabelledDocumentsOptions options, Seed seed) =>
        LoadedData.Of(LabelledDocumentsGenerator.Generate(options, options.Classes, seed));
}
