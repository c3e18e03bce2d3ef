using Iris.Gateway.Calls;
using Iris.Transforms.Answers;
using Iris.Transforms.Requests;

namespace Iris.Gateway.Store;

/// <summary>
/// The pictures of one answer on their way into the store. Each is written as it comes, and confirmed while the answer goes on; whoever sends the
/// answer waits for that (<see cref="SettleAsync"/>) where its address is to stand.
/// </summary>
internal sealed class CallPictures : PictureKeeper, IDisposable
{
    // As large as a picture that is fetched may be.
    private const long MostPicture = 256L << 20;

    // A bucket has three tries of 30 s; who waits for a picture is better served with base64 before that.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly StoreService _store;
    private readonly FileStore _files;
    private readonly ImageCall _call;
    private readonly List<Picture> _pictures = [];

    private CallPictures(StoreService store, FileStore files, ImageCall call, bool isBeside) : base(isBeside)
    {
        (_store, _files, _call) = (store, files, call);
        IsStrict = call.Strict && !isBeside;
        CopiesUrls = files.Options.CopyUrls && !isBeside;
    }

    /// <summary>Whether the call fails where its pictures have no address.</summary>
    public bool IsStrict { get; }

    /// <summary>Whether a picture is wanted even where its provider gives an address.</summary>
    public bool CopiesUrls { get; }

    /// <summary>Whether a picture could not be stored.</summary>
    public bool HasFailed { get; private set; }

    /// <summary>The pictures of a call's answer; null where they are not stored.</summary>
    /// <param name="store">The store; null where there is none.</param>
    /// <param name="call">The call.</param>
    public static CallPictures? Of(StoreService? store, ImageCall call)
    {
        if (store?.Files is not { } files || call.Origin is null)
            return null;
        var request = call.Request!;
        var isWanted = request.Stream ? files.Options.InStreams : request.ResponseFormat == ResponseForm.Url && call.Url == UrlDelivery.Store;
        return isWanted ? new CallPictures(store, files, call, request.Stream) : null;
    }

    /// <inheritdoc/>
    public override KeptPicture Begin()
    {
        FileWriter? writer = null;
        try
        {
            writer = _files.Create(new NewFile(FileKind.Picture, _call.Caller?.Key, _files.Options.TimeToLive));
        }
        catch (StoreException e)
        {
            Fail(e);
        }
        var picture = new Picture(this, writer);
        _pictures.Add(picture);
        return picture;
    }

    /// <summary>Waits until the store has confirmed a picture, or has failed, which is told in the answer.</summary>
    /// <param name="picture">A picture of this answer that is whole.</param>
    /// <param name="context">Receives the warning.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public async ValueTask SettleAsync(KeptPicture picture, AnswerContext context, CancellationToken cancellation)
    {
        var one = (Picture)picture;
        if (await one.Settled.WaitAsync(cancellation))
            _call.NameFile(one.File);
        else
            WarnOf(context);
    }

    /// <summary>Gives up what is not confirmed, behind the call.</summary>
    public void Dispose()
    {
        if (_pictures.Count > 0)
            _store.Follow(Task.Run(CloseAsync));
    }

    private void Fail(StoreException failure)
    {
        HasFailed = true;
        _store.Tell(failure);
    }

    private async Task CloseAsync()
    {
        foreach (var picture in _pictures)
            await picture.CloseAsync();
    }

    private sealed class Picture(CallPictures call, FileWriter? writer) : KeptPicture
    {
        private string? _address;

        /// <summary>Whether the store has kept the picture.</summary>
        public Task<bool> Settled { get; private set; } = Task.FromResult(false);

        /// <summary>The id of its file.</summary>
        public string File => writer!.Id;

        public override long Length => writer?.Length ?? 0;

        public override string? Address => _address;

        public override bool Write(ReadOnlySpan<byte> bytes)
        {
            if (writer is null)
                return false;
            try
            {
                if (writer.Length + bytes.Length > MostPicture)
                    throw new StoreException($"a picture has more than {MostPicture >> 20} MiB");
                writer.Write(bytes);
                return true;
            }
            catch (StoreException e)
            {
                call.Fail(e);
                return false;
            }
        }

        public override void End(string? mediaType, int width, int height)
        {
            writer!.ContentType = mediaType ?? writer.ContentType;
            writer.Size = (width, height);
            Settled = Task.Run(CommitAsync);
        }

        public override int Read(long position, Span<byte> into) => writer!.Read(position, into);

        public async Task CloseAsync()
        {
            // A task with a result throws all the same where a fault is in the program; whoever waited for it was told.
            await ((Task)Settled).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (writer is not null)
                await writer.DisposeAsync();
        }

        private async Task<bool> CommitAsync()
        {
            using var patience = new CancellationTokenSource(Patience, call._files.Time);
            try
            {
                var file = await writer!.CommitAsync(patience.Token);
                _address = call._store.Addresses!.Of(file, call._call.Origin!);
                return true;
            }
            catch (StoreException e)
            {
                call.Fail(e);
            }
            catch (OperationCanceledException)
            {
                call.Fail(new StoreException("it was not confirmed in time"));
            }
            return false;
        }
    }
}
