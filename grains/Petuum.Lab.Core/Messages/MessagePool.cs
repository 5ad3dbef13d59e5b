using Petuum.Lab.Core.Tables;

namespace Petuum.Lab.Core.Messages;

/// <summary>
/// Messages and batches for reuse. Owned by one caller at a time, like the machines that draw from it.
/// </summary>
public sealed class MessagePool
{
    private readonly Stack<RowBatch> _batches = new();
    private readonly Stack<ReadRequest> _requests = new();
    private readonly Stack<RowsMessage> _rows = new();
    private readonly Stack<Update> _updates = new();
    private readonly Stack<PartialResults> _results = new();
    private int _batchesMade;
    private int _messagesMade;

    /// <summary>Batches that somebody holds a reference to.</summary>
    public int BatchesInUse => _batchesMade - _batches.Count;

    /// <summary>Messages that were rented and not released; below 0 if one was released twice.</summary>
    public int MessagesInUse => _messagesMade - _requests.Count - _rows.Count - _updates.Count - _results.Count;

    /// <summary>An empty batch, with one reference.</summary>
    public RowBatch RentBatch(TableId table, RowShape shape) =>
        (_batches.TryPop(out RowBatch? batch) ? batch : Make(ref _batchesMade, new RowBatch(_batches)))
            .Open(table, shape);

    /// <summary>An empty read request.</summary>
    public ReadRequest RentReadRequest() =>
        _requests.TryPop(out ReadRequest? message) ? message : Make(ref _messagesMade, new ReadRequest(this));

    /// <summary>An empty rows message.</summary>
    public RowsMessage RentRows() =>
        _rows.TryPop(out RowsMessage? message) ? message : Make(ref _messagesMade, new RowsMessage(this));

    /// <summary>An empty update.</summary>
    public Update RentUpdate() =>
        _updates.TryPop(out Update? message) ? message : Make(ref _messagesMade, new Update(this));

    /// <summary>Empty partial results.</summary>
    public PartialResults RentResults() =>
        _results.TryPop(out PartialResults? message) ? message : Make(ref _messagesMade, new PartialResults(this));

    internal void Return(ReadRequest message) => _requests.Push(message);

    internal void Return(RowsMessage message) => _rows.Push(message);

    internal void Return(Update message) => _updates.Push(message);

    internal void Return(PartialResults message) => _results.Push(message);

    private static T Make<T>(ref int made, T item)
    {
        made++;
        return item;
    }
}
