using Petuum.Lab.Core.Numbers;
using Petuum.Lab.Core.Options;

namespace Petuum.Lab.Datasets.Generators;

/// <summary><c>generate: documents</c>: see <see cref="DocumentsGenerator"/>.</summary>
public sealed class DocumentsSource : DataGenerator<DocumentsOptions>
{
    /// <inheritdoc/>
    public override string Name => "documents";

    /// <inheritdoc/>
    public override string Description => "Bags of words of planted topics.";

    /// <inheritdoc/>
    public override DataKind Kind => DataKind.Documents;

    /// <inheritdoc/>
    public override Section<DocumentsOptions> Options => DocumentsOptions.Section;

    /// <inheritdoc/>
    protected override int? Samples(DocumentsOptions options) => options.Documents;

    /// <inheritdoc/>
    protected override LoadedData Generate(DocumentsOptions options, Seed seed) =>
        LoadedData.Of(DocumentsGenerator.Generate(options, seed).Documents);
}
